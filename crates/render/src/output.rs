//! The end of the mix: latency and lead-in dropped, the fade, the place where it ends, the hash
//! and the levels.

use crate::loudness::Loudness;
use crate::plan::Plan;
use crate::sound::Sound;
use crate::true_peak::TruePeak;
use std::ops::Range;

/// A level of -90 dBFS, linear: what rings below it counts as silence.
const QUIET: f32 = 3.162_277_6e-5;

/// What is known of the mix's level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Levels {
    /// Largest sample, linear.
    pub(crate) peak: f32,
    /// Largest value between samples, linear.
    pub(crate) true_peak: f64,
    /// Integrated loudness in LUFS; negative infinity for silence.
    pub(crate) lufs: f64,
}

/// State of the output.
pub(crate) struct Output {
    trim: Trim,
    voices_end: u64,
    quiet: Option<u64>,
    /// Frames of quiet so far.
    run: u64,
    hash: blake3::Hasher,
    bytes: Vec<u8>,
    interleaved: Vec<f32>,
    loudness: Loudness,
    true_peak: TruePeak,
    peak: f32,
    /// Frames handed out.
    pub(crate) frames: u64,
    /// Whether the end has been reached.
    pub(crate) ended: bool,
}

/// Which frames of a window are handed out, and how loud the fade leaves them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trim {
    skip: u64,
    length: u64,
    fade: u64,
}

impl Trim {
    pub(crate) fn new(plan: &Plan) -> Self {
        Self { skip: plan.skip, length: plan.length, fade: plan.fade.min(plan.length) }
    }

    /// The part of a window of `frames` frames from raw frame `from` that is handed out, and the
    /// output's frame at which that part begins.
    pub(crate) fn part(self, from: u64, frames: usize) -> (Range<usize>, u64) {
        let end = (from + frames as u64).min(self.skip + self.length);
        let start = from.max(self.skip).min(end.max(from));
        let range = (start - from) as usize..(end.max(start) - from) as usize;
        (range, start.saturating_sub(self.skip))
    }

    /// Copies a part of a window, which begins at the output's frame `at`, and fades it.
    pub(crate) fn take(self, window: &Sound, part: Range<usize>, at: u64, out: &mut Sound) {
        out.resize(part.len());
        let [left, right] = out.blank_mut();
        left.copy_from_slice(&window.left[part.clone()]);
        right.copy_from_slice(&window.right()[part]);
        self.fade(left, at);
        self.fade(right, at);
    }

    /// Fades what lies in the last frames of the output.
    fn fade(self, samples: &mut [f32], at: u64) {
        let first = self.length - self.fade;
        if self.fade == 0 || at + samples.len() as u64 <= first {
            return;
        }
        for (i, sample) in samples.iter_mut().enumerate() {
            let frame = at + i as u64;
            if frame >= first {
                *sample *= (self.length - frame) as f32 / self.fade as f32;
            }
        }
    }
}

impl Output {
    pub(crate) fn new(plan: &Plan, sample_rate: u32) -> Self {
        Self {
            trim: Trim::new(plan),
            voices_end: plan.voices_end,
            quiet: plan.quiet,
            run: 0,
            hash: blake3::Hasher::new(),
            bytes: Vec::new(),
            interleaved: Vec::new(),
            loudness: Loudness::new(sample_rate),
            true_peak: TruePeak::new(sample_rate),
            peak: 0.0,
            frames: 0,
            ended: false,
        }
    }

    /// Takes the mix of the window from raw frame `from` into `out`, of which it leaves only what
    /// is handed out.
    pub(crate) fn process(&mut self, mix: &Sound, from: u64, out: &mut Sound) {
        let (range, at) = self.trim.part(from, mix.left.len());
        let range = if self.ended { 0..0 } else { range };
        out.silent = mix.silent;
        self.trim.take(mix, range, at, out);
        let frames = self.until_quiet(out, at);
        out.resize(frames);
        self.measure(out);
    }

    /// How many of these frames still belong to the output.
    fn until_quiet(&mut self, out: &Sound, at: u64) -> usize {
        let frames = out.left.len();
        let Some(quiet) = self.quiet else { return frames };
        let first = self.voices_end.saturating_sub(at).min(frames as u64) as usize;
        for (i, (left, right)) in out.left.iter().zip(out.right()).enumerate().skip(first) {
            if left.abs().max(right.abs()) >= QUIET {
                self.run = 0;
                continue;
            }
            self.run += 1;
            if self.run >= quiet {
                self.ended = true;
                return i + 1;
            }
        }
        frames
    }

    fn measure(&mut self, out: &Sound) {
        self.frames += out.left.len() as u64;
        self.peak = self.peak.max(out.peak());
        self.interleaved.resize(2 * out.left.len(), 0.0);
        let frames = self.interleaved.as_chunks_mut::<2>().0;
        for (frame, (left, right)) in frames.iter_mut().zip(out.left.iter().zip(out.right())) {
            *frame = [*left, *right];
        }
        self.bytes.clear();
        self.bytes.extend(self.interleaved.iter().flat_map(|sample| sample.to_le_bytes()));
        self.hash.update(&self.bytes);
        self.true_peak.add(&self.interleaved);
        self.loudness.add(&out.left, out.right());
    }

    /// BLAKE3 of the mix as interleaved little-endian f32, in hexadecimal.
    pub(crate) fn hash(&self) -> String {
        self.hash.finalize().to_hex().to_string()
    }

    pub(crate) fn levels(&self) -> Levels {
        Levels {
            peak: self.peak,
            true_peak: self.true_peak.highest().max(f64::from(self.peak)),
            lufs: self.loudness.integrated(),
        }
    }
}
