//! Sound that is taken and given a hop at a time: what an engine looks at lags behind what comes.

/// The past that came in and the future that goes out, `[channel][frame]`.
#[derive(Clone, Debug)]
pub(super) struct Hops {
    /// The last frames, the newest at the end.
    pub(super) past: [Vec<f32>; 2],
    /// What is known of the coming frames.
    pub(super) coming: [Vec<f32>; 2],
    hop: usize,
    filled: usize,
    /// Whether anything in `past` is not zero.
    loud: bool,
}

impl Hops {
    /// Silence; `hop` frames at a time.
    pub(super) fn new(past: usize, coming: usize, hop: usize) -> Self {
        let (past, coming) = (vec![0.0; past], vec![0.0; coming]);
        Self {
            past: [past.clone(), past],
            coming: [coming.clone(), coming],
            hop,
            filled: 0,
            loud: false,
        }
    }

    /// Frames of a hop.
    pub(super) fn hop(&self) -> usize {
        self.hop
    }

    /// Forgets all; the next frame is the absolute frame `at`.
    pub(super) fn reset(&mut self, at: u64) {
        self.past.iter_mut().chain(&mut self.coming).for_each(|it| it.fill(0.0));
        self.filled = (at % self.hop as u64) as usize;
        self.loud = false;
    }

    /// Takes a run of frames and gives as many in their place; true: a hop is full. A run must not
    /// go over a hop's end.
    #[inline(always)]
    pub(super) fn exchange(&mut self, sound: [&mut [f32]; 2]) -> bool {
        let count = sound[0].len();
        for ((past, coming), sound) in self.past.iter_mut().zip(&self.coming).zip(sound) {
            let start = past.len() - self.hop + self.filled;
            past[start..start + count].copy_from_slice(sound);
            sound.copy_from_slice(&coming[self.filled..self.filled + count]);
        }
        self.filled += count;
        self.filled == self.hop
    }

    /// Goes past the frames that were given out; false: nothing but zeros came in.
    pub(super) fn turn(&mut self) -> bool {
        self.filled = 0;
        for coming in &mut self.coming {
            let kept = coming.len() - self.hop;
            coming.copy_within(self.hop.., 0);
            coming[kept..].fill(0.0);
        }
        let new = |past: &Vec<f32>| past[past.len() - self.hop..].iter().any(|x| *x != 0.0);
        let sounds = self.past.iter().any(new);
        self.loud = sounds || self.loud && self.past.iter().flatten().any(|x| *x != 0.0);
        self.loud
    }

    /// Makes room for the next hop.
    pub(super) fn make_room(&mut self) {
        for past in &mut self.past {
            past.copy_within(self.hop.., 0);
        }
    }
}
