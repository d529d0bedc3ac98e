//! Windows that are written by a thread of their own, while the next are rendered.

use crate::error::Error;
use crate::interrupt::Interrupt;
use crate::progress::Progress;
use rebounce::{Clock, Render, StemWindow, Window};
use std::sync::mpsc::{Receiver, channel, sync_channel};
use std::thread;

/// Windows that wait for the writer, at most: twice what a renderer makes at once.
const WAITING: usize = 64;

/// Hands all windows of the renderer to `take`, until it has enough, from a thread beside where it
/// has several itself; how many seconds that took.
///
/// # Errors
/// What `take` says; an interrupt.
pub(crate) fn pump(
    render: &mut Render,
    threads: usize,
    mut take: impl FnMut(&Window<'_>) -> Result<bool, Error> + Send,
    progress: &mut Progress,
    interrupt: &Interrupt,
    time: &Clock,
) -> Result<f64, Error> {
    let mut seconds = 0.0;
    let mut timed = |window: &Window<'_>| {
        let began = time.seconds();
        let taken = take(window);
        seconds += time.seconds() - began;
        taken
    };
    if threads == 1 {
        while let Some(window) = next(render, interrupt)? {
            let enough = timed(&window)?;
            progress.at(render.position(), render.length());
            if enough {
                break;
            }
        }
        return Ok(seconds);
    }
    thread::scope(|scope| {
        let (waiting, windows) = sync_channel::<Copied>(WAITING);
        // Emptied by the writer, to be filled again.
        let (written, again) = channel();
        let writer = scope.spawn(move || {
            for window in windows {
                if timed(&window.as_window())? {
                    break;
                }
                // Nobody is left to fill it when the render is over.
                let _ = written.send(window);
            }
            Ok(())
        });
        let rendered =
            hand_over(render, &again, |window| waiting.send(window).is_ok(), progress, interrupt);
        drop(waiting);
        let fault = || Err(Error::Failed("the writer of the files has failed".to_owned()));
        writer.join().unwrap_or_else(|_| fault()).and(rendered)
    })?;
    Ok(seconds)
}

/// Hands windows over until there is none, or nobody takes them any more.
fn hand_over(
    render: &mut Render,
    again: &Receiver<Copied>,
    waits: impl Fn(Copied) -> bool,
    progress: &mut Progress,
    interrupt: &Interrupt,
) -> Result<(), Error> {
    while let Some(window) = next(render, interrupt)? {
        let mut copied = again.try_recv().unwrap_or_default();
        copied.copy(&window);
        if !waits(copied) {
            break;
        }
        progress.at(render.position(), render.length());
    }
    Ok(())
}

fn next<'a>(render: &'a mut Render, interrupt: &Interrupt) -> Result<Option<Window<'a>>, Error> {
    interrupt.check()?;
    Ok(render.next_window())
}

/// A window that has left the renderer.
#[derive(Default)]
struct Copied {
    start: u64,
    mix: [Vec<f32>; 2],
    stems: Vec<[Vec<f32>; 2]>,
}

impl Copied {
    fn copy(&mut self, window: &Window<'_>) {
        self.start = window.start;
        self.mix[0].clear();
        self.mix[0].extend_from_slice(window.left);
        self.mix[1].clear();
        self.mix[1].extend_from_slice(window.right);
        self.stems.resize_with(window.stems.len(), Default::default);
        for (copy, stem) in self.stems.iter_mut().zip(&window.stems) {
            for (copy, stem) in copy.iter_mut().zip([stem.left, stem.right]) {
                copy.clear();
                copy.extend_from_slice(stem);
            }
        }
    }

    fn as_window(&self) -> Window<'_> {
        let [left, right] = &self.mix;
        let stems = self.stems.iter().map(|[left, right]| StemWindow { left, right }).collect();
        Window { start: self.start, left, right, stems }
    }
}
