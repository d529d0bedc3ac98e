//! Integrated loudness (key: bs1770): blocks of 400 ms of the weighted sound, one every 100 ms, of
//! which those count that are not much quieter than the others.

use rebounce_dsp::effects::biquad::KWeighting;

/// Hops in a block.
const HOPS: usize = 4;
/// Blocks below are silence, in LUFS; and those so many LU below the others' mean do not count.
const SILENCE: f64 = -70.0;
const GATE: f64 = -10.0;
/// Of a sine of 997 Hz at full scale in one channel the weighted power is -3.01 + 0.691 dB.
const OFFSET: f64 = -0.691;
/// Sums side by side; frames are shared out among them by their place in the hop, so that the cut
/// of calls is not seen.
const SUMS: usize = 8;

/// The loudness so far.
pub(crate) struct Loudness {
    weighting: KWeighting,
    weighted: [Vec<f32>; 2],
    /// Frames of a hop, and how many of this one there have been.
    hop: usize,
    at: usize,
    sums: [f64; SUMS],
    /// The sums of squares of the last hops, and how many hops there have been.
    hops: [f64; HOPS],
    count: usize,
    /// Mean squares.
    blocks: Vec<f64>,
}

impl Loudness {
    pub(crate) fn new(sample_rate: u32) -> Self {
        Self {
            weighting: KWeighting::new(sample_rate.into()),
            weighted: [Vec::new(), Vec::new()],
            hop: (sample_rate as usize + 5) / 10,
            at: 0,
            sums: [0.0; SUMS],
            hops: [0.0; HOPS],
            count: 0,
            blocks: Vec::new(),
        }
    }

    /// Takes the next frames.
    pub(crate) fn add(&mut self, left: &[f32], right: &[f32]) {
        let [l, r] = &mut self.weighted;
        for (weighted, sound) in [&mut *l, &mut *r].into_iter().zip([left, right]) {
            weighted.clear();
            weighted.extend_from_slice(sound);
        }
        self.weighting.process(l, r);
        let mut done = 0;
        while done < left.len() {
            let end = left.len().min(done + self.hop - self.at);
            let [l, r] = &self.weighted;
            add_squares(&mut self.sums, self.at, &l[done..end], &r[done..end]);
            self.at += end - done;
            done = end;
            if self.at == self.hop {
                self.end_hop();
            }
        }
    }

    fn end_hop(&mut self) {
        self.hops[self.count % HOPS] = self.sums.iter().sum();
        (self.at, self.sums, self.count) = (0, [0.0; SUMS], self.count + 1);
        if self.count >= HOPS {
            let power = self.hops.iter().sum::<f64>() / (HOPS * self.hop) as f64;
            self.blocks.push(power);
        }
    }

    /// In LUFS; negative infinity for silence.
    pub(crate) fn integrated(&self) -> f64 {
        let mean_above = |least: f64| {
            let loud = self.blocks.iter().filter(|power| **power >= least);
            let (count, sum) = loud.fold((0_u32, 0.0), |(n, sum), power| (n + 1, sum + power));
            (count > 0).then(|| sum / f64::from(count))
        };
        let power = |loudness: f64| libm::pow(10.0, loudness / 10.0);
        let mean = mean_above(power(SILENCE - OFFSET));
        let mean =
            mean.and_then(|mean| mean_above((mean * power(GATE)).max(power(SILENCE - OFFSET))));
        mean.map_or(f64::NEG_INFINITY, |mean| OFFSET + 10.0 * libm::log10(mean))
    }
}

/// Adds the squares of frames, the first of which is number `at` of the hop.
fn add_squares(sums: &mut [f64; SUMS], at: usize, left: &[f32], right: &[f32]) {
    let square = |(l, r): (&f32, &f32)| {
        let (l, r) = (f64::from(*l), f64::from(*r));
        l * l + r * r
    };
    let first = (SUMS - at % SUMS) % SUMS;
    let (early_left, left) = left.split_at(first.min(left.len()));
    let (early_right, right) = right.split_at(early_left.len());
    for (i, frame) in early_left.iter().zip(early_right).enumerate() {
        sums[(at + i) % SUMS] += square(frame);
    }
    for (left, right) in left.chunks(SUMS).zip(right.chunks(SUMS)) {
        for (sum, frame) in sums.iter_mut().zip(left.iter().zip(right)) {
            *sum += square(frame);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ebur128::{EbuR128, Mode};

    /// Noise that swells, with some silence.
    fn sound(frames: usize) -> [Vec<f32>; 2] {
        let noise = |seed| {
            let swell = |i: usize| rebounce_dsp::math::sin_cycles(i as f32 / 70_000.0).max(0.0);
            let sample = move |i| rebounce_dsp::math::noise(seed, i as u32) * swell(i) * 0.5;
            (0..frames).map(sample).collect()
        };
        [noise(1), noise(2)]
    }

    fn of(sound: &[Vec<f32>; 2], rate: u32, cut: usize) -> f64 {
        let mut loudness = Loudness::new(rate);
        for (left, right) in sound[0].chunks(cut).zip(sound[1].chunks(cut)) {
            loudness.add(left, right);
        }
        loudness.integrated()
    }

    #[test]
    fn it_is_what_the_library_says_wherever_the_calls_are_cut() {
        let sound = sound(300_000);
        for rate in [22_050, 44_100, 48_000, 96_000] {
            let mut library = EbuR128::new(2, rate, Mode::I).unwrap();
            library.add_frames_planar_f32(&[&sound[0], &sound[1]]).unwrap();
            let wanted = library.loudness_global().unwrap();
            let got = of(&sound, rate, 4096);
            // Weights are rounded to 6e-8 of themselves: less than 1e-5 dB.
            assert!((got - wanted).abs() < 1e-5, "{got}, wanted {wanted}");
            assert!([1, 333, 65_536].iter().all(|&cut| of(&sound, rate, cut) == got));
        }
    }

    #[test]
    fn silence_and_what_is_shorter_than_a_block_have_none() {
        assert_eq!(of(&[vec![0.0; 50_000], vec![0.0; 50_000]], 48_000, 512), f64::NEG_INFINITY);
        let short = sound(19_199);
        assert_eq!(of(&short, 48_000, 512), f64::NEG_INFINITY);
    }
}
