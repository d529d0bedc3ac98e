//! What every effect keeps, as checks that each effect's tests call.

use super::Effect;
use super::beside::{Beside, Member};
use crate::math;

/// White noise in -1..1.
pub(crate) fn noise(seed: u32, frames: usize) -> Vec<f32> {
    (0..frames).map(|n| math::noise(seed, n as u32)).collect()
}

/// `[channel][frame]` of what comes out when `sound` goes in by `cut` frames at a time.
pub(crate) fn through(effect: &mut dyn Effect, sound: &[Vec<f32>; 2], cut: usize) -> [Vec<f32>; 2] {
    let mut out = sound.clone();
    let [left, right] = &mut out;
    for (left, right) in left.chunks_mut(cut).zip(right.chunks_mut(cut)) {
        effect.process(left, right, None);
    }
    out
}

/// Greatest magnitude.
pub(crate) fn peak(sound: &[Vec<f32>; 2]) -> f32 {
    sound.iter().flatten().fold(0.0, |peak, x| peak.max(x.abs()))
}

/// Noise, then silence.
pub(crate) fn burst(frames: usize, silence: usize) -> [Vec<f32>; 2] {
    [1, 2].map(|seed| {
        let mut sound = noise(seed, frames);
        sound.resize(frames + silence, 0.0);
        sound
    })
}

fn bits(sound: &[Vec<f32>; 2]) -> Vec<u32> {
    sound.iter().flatten().map(|x| x.to_bits()).collect()
}

/// The cut of calls is not heard, from any place on the grid; a reset forgets all.
pub(crate) fn cuts_are_not_heard(mut make: impl FnMut() -> Box<dyn Effect>) {
    let sound = burst(9000, 1000);
    for at in [0, 1_000_007] {
        let mut effect = make();
        effect.reset(at);
        let want = through(&mut *effect, &sound, 10_000);
        assert!(peak(&want) > 0.01);
        for cut in [1, 7, 64, 4096] {
            effect.reset(at);
            assert!(bits(&through(&mut *effect, &sound, cut)) == bits(&want), "cut {cut} at {at}");
        }
    }
}

/// What has left and right alike is made of one channel as of two, whichever way each call takes; and
/// an effect whose channels ring differently takes two.
pub(crate) fn mono_is_stereo_with_equal_channels(mut make: impl FnMut() -> Box<dyn Effect>) {
    let sound = burst(9000, 3000)[0].clone();
    let want = through(&mut *make(), &[sound.clone(), sound.clone()], 12_000);
    assert!(want[0] == want[1], "it makes stereo");
    for (cut, ways) in [(1, 3), (13, 1), (512, 2), (4096, 1)] {
        let mut effect = make();
        let mut out = sound.clone();
        for (n, piece) in out.chunks_mut(cut).enumerate() {
            if n % ways == 0 {
                assert!(effect.process_mono(piece, None), "call {n} of {cut} is refused");
            } else {
                let mut right = piece.to_vec();
                effect.process(piece, &mut right, None);
                assert!(bits_of(piece) == bits_of(&right));
            }
        }
        assert!(bits_of(&out) == bits_of(&want[0]), "cut {cut}");
    }
    let mut effect = make();
    let [mut left, mut right] = burst(3000, 0);
    effect.process(&mut left, &mut right, None);
    let mut kept = sound.clone();
    assert!(!effect.process_mono(&mut kept, None) && kept == sound, "channels ring differently");
    effect.reset(0);
    assert!(effect.process_mono(&mut kept, None), "a reset makes them equal");
}

fn bits_of(sound: &[f32]) -> Vec<u32> {
    sound.iter().map(|x| x.to_bits()).collect()
}

/// All effects that `make` gives (one per level) give the same bits.
pub(crate) fn all_the_same(effects: Vec<Box<dyn Effect>>) {
    let sound = burst(9000, 4000);
    let mut all = effects.into_iter().map(|mut effect| bits(&through(&mut *effect, &sound, 512)));
    let first = all.next().expect("there is a level");
    assert!(all.all(|other| other == first));
}

/// Silence stays exact silence; after noise of `frames` the output is finite, below the peak it
/// declares, below -90 dB after the tail and exact silence after `to_zero` tails.
pub(crate) fn it_dies_away(effect: &mut dyn Effect, frames: usize, to_zero: f64) {
    let tail = usize::try_from(effect.tail()).expect("it fits");
    effect.reset(3);
    let still = through(effect, &[vec![0.0; 5000], vec![0.0; 5000]], 512);
    assert!(still.iter().flatten().all(|x| *x == 0.0), "silence is not silent");
    effect.reset(3);
    let zero = (tail as f64 * to_zero) as usize + 16_384;
    let out = through(effect, &burst(frames, zero + 1000), 512);
    assert!(out.iter().flatten().all(|x| x.is_finite()), "not finite");
    assert!(peak(&out) <= effect.peak_gain(), "{} over {}", peak(&out), effect.peak_gain());
    let after = |start: usize| out.iter().map(|channel| channel[start..].to_vec()).collect();
    let late: Vec<Vec<f32>> = after(frames + tail);
    let late = peak(&[late[0].clone(), late[1].clone()]);
    assert!(late < 3.17e-5, "{late} after a tail of {tail}");
    let end: Vec<Vec<f32>> = after(frames + zero);
    assert!(end.iter().flatten().all(|x| *x == 0.0), "never silent: {:?}", &end[0][..4]);
}

/// Greatest jump between neighbouring frames of `sound` from frame `start` on.
pub(crate) fn greatest_step(sound: &[Vec<f32>; 2], start: usize) -> f32 {
    let steps = |channel: &Vec<f32>| {
        channel[start..].windows(2).fold(0.0_f32, |step, pair| step.max((pair[1] - pair[0]).abs()))
    };
    steps(&sound[0]).max(steps(&sound[1]))
}

/// A sine of amplitude 1 on both channels.
pub(crate) fn sine(frequency_hz: f64, sample_rate: f64, frames: usize) -> [Vec<f32>; 2] {
    let phase = |n: usize| std::f64::consts::TAU * frequency_hz * n as f64 / sample_rate;
    let channel: Vec<f32> = (0..frames).map(|n| libm::sin(phase(n)) as f32).collect();
    [channel.clone(), channel]
}

/// After no more frames of quiet (-90 dB of the impulse that went in) than it declares does
/// anything louder follow.
pub(crate) fn it_never_pauses_longer_than_its_memory(effect: &mut dyn Effect) {
    let (tail, memory) = (effect.tail(), effect.memory());
    assert!(memory <= tail, "a memory of {memory} and a tail of {tail}");
    effect.reset(0);
    let mut impulse = vec![0.0; usize::try_from(tail).expect("it fits") + 20_000];
    impulse[0] = 1.0;
    let out = through(effect, &[impulse.clone(), impulse], 512);
    let mut quiet = 0;
    for (n, (left, right)) in out[0].iter().zip(&out[1]).enumerate() {
        if left.abs().max(right.abs()) < 3.17e-5 {
            quiet += 1;
        } else {
            assert!(quiet <= memory, "{quiet} frames of quiet before {n}, memory {memory}");
            quiet = 0;
        }
    }
}

/// All the laws, at three sample rates.
pub(crate) fn all_are_kept(make: impl Fn(f64) -> Box<dyn Effect>) {
    for sample_rate in [22_050.0, 44_100.0, 96_000.0] {
        it_dies_away(&mut *make(sample_rate), 5000, 3.0);
        it_never_pauses_longer_than_its_memory(&mut *make(sample_rate));
    }
    cuts_are_not_heard(|| make(44_100.0));
}

/// One or the other, by a coin that number `coin` of throw `throw` is.
pub(crate) fn toss(throw: u32, coin: u32, low: f32, high: f32) -> f32 {
    if math::mix(throw.wrapping_mul(31).wrapping_add(coin)) & 1 == 0 { low } else { high }
}

/// Amplitude at `part` of the rate of the last `frames` of `sound`, under a window whose leak is
/// below -92 dB from four parts of `1 / frames` on (key: harris1978, Blackman and Harris).
pub(crate) fn amplitude(sound: &[f32], part: f64, frames: usize) -> f64 {
    let tau = std::f64::consts::TAU;
    let (mut re, mut im, mut sum) = (0.0, 0.0, 0.0);
    for (n, x) in sound[sound.len() - frames..].iter().enumerate() {
        let cos = |k: f64| libm::cos(tau * k * n as f64 / frames as f64);
        let window = 0.358_75 - 0.488_29 * cos(1.0) + 0.141_28 * cos(2.0) - 0.011_68 * cos(3.0);
        let x = f64::from(*x) * window;
        re += x * libm::cos(tau * part * n as f64);
        im += x * libm::sin(tau * part * n as f64);
        sum += window;
    }
    2.0 * (re * re + im * im).sqrt() / sum
}

/// Magnitude of an impulse response at `part` of the rate.
pub(crate) fn magnitude(response: &[f32], part: f64) -> f64 {
    let (mut re, mut im) = (0.0, 0.0);
    for (n, x) in response.iter().enumerate() {
        let angle = std::f64::consts::TAU * part * n as f64;
        re += f64::from(*x) * libm::cos(angle);
        im += f64::from(*x) * libm::sin(angle);
    }
    (re * re + im * im).sqrt()
}

/// Side by side every effect gives what it gives alone, however many there are, of one channel or
/// two, and wherever the calls are cut.
pub(crate) fn beside_is_alone<E: Beside>(count: usize, make: impl Fn(usize) -> E) {
    for (cut, at) in [(3, 0), (500, 77), (1024, 1000)] {
        let sound = |number: usize| {
            let [mut left, mut right] = burst(1500 + 100 * number, 0);
            left.resize(3000, 0.0);
            right.resize(3000, 0.0);
            if number.is_multiple_of(3) { [left, right] } else { [left.clone(), left] }
        };
        let mut sounds: Vec<_> = (0..count).map(sound).collect();
        let mut effects: Vec<_> = (0..count).map(&make).collect();
        let alone = |(number, effect): (usize, &mut E)| {
            effect.reset(at);
            let out = through(effect, &sounds[number], cut);
            effect.reset(at);
            out
        };
        let wanted: Vec<_> = effects.iter_mut().enumerate().map(alone).collect();
        for start in (0..3000).step_by(cut) {
            let end = 3000.min(start + cut);
            let both = effects.iter_mut().zip(&mut sounds).enumerate();
            let mut members: Vec<_> = both
                .map(|(number, (effect, [left, right]))| {
                    let mono = !number.is_multiple_of(3) && effect.are_twins();
                    let right = (!mono).then_some(&mut right[start..end]);
                    Member { effect, left: &mut left[start..end], right }
                })
                .collect();
            E::process_beside(&mut members);
        }
        for (number, (sound, wanted)) in sounds.iter().zip(&wanted).enumerate() {
            let channels = if number.is_multiple_of(3) { 2 } else { 1 };
            for channel in 0..channels {
                assert!(
                    bits_of(&sound[channel]) == bits_of(&wanted[channel]),
                    "number {number} of {count}, channel {channel}, cut {cut}"
                );
            }
        }
    }
}
