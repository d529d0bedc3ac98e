//! High-pass and low-pass of the first order: an RC, integrated by the trapezoidal rule with its
//! corner where it is asked for (key: zavalishin2018, sections 3.2 to 3.10).

/// What falls 6 dB an octave above its corner.
pub(super) struct LowPass {
    gain: f64,
    state: [f64; 2],
}

impl LowPass {
    /// `corner_hz` is held between 1 Hz and 0.49 of the sample rate.
    pub(super) fn new(corner_hz: f64, sample_rate: f64) -> Self {
        let corner = corner_hz.clamp(1.0, 0.49 * sample_rate);
        let g = libm::tan(std::f64::consts::PI * corner / sample_rate);
        Self { gain: g / (1.0 + g), state: [0.0; 2] }
    }

    /// The low part of the next sample of a channel.
    fn low(&mut self, channel: usize, x: f64) -> f64 {
        let state = &mut self.state[channel];
        let v = (x - *state) * self.gain;
        let low = v + *state;
        *state = low + v;
        low
    }

    pub(super) fn run(&mut self, sound: &mut [Vec<f32>; 2]) {
        for (channel, samples) in sound.iter_mut().enumerate() {
            for x in samples {
                *x = self.low(channel, f64::from(*x)) as f32;
            }
        }
    }
}

/// What falls 6 dB an octave below its corner: all but the low part.
pub(super) struct HighPass(LowPass);

impl HighPass {
    /// As [`LowPass::new`].
    pub(super) fn new(corner_hz: f64, sample_rate: f64) -> Self {
        Self(LowPass::new(corner_hz, sample_rate))
    }

    pub(super) fn run(&mut self, sound: &mut [Vec<f32>; 2]) {
        for (channel, samples) in sound.iter_mut().enumerate() {
            for x in samples {
                let sample = f64::from(*x);
                *x = (sample - self.0.low(channel, sample)) as f32;
            }
        }
    }
}
