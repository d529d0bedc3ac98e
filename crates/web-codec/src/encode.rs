//! Windows into the bytes of a WAV, AIFF or FLAC file.

use rebounce_codec::{Format, Kind};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

/// A file on its way: the bytes of each window follow one another.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Encoder(rebounce_codec::Encoder<Vec<u8>>);

/// The end of a file.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Encoded {
    rest: Vec<u8>,
    head: Vec<u8>,
    clipped: f64,
}

#[wasm_bindgen]
impl Encoder {
    /// Begins a stereo file. `kind`: `wav`, `aiff` or `flac`; `bit_depth`: 16 or 24, for `wav` and
    /// `aiff` also 32 (float). Integer files get triangular dither of this seed unless `dither` is false. With
    /// `frames` the head of a WAV is exact from the start, and as many must come.
    ///
    /// # Errors
    /// What of the format cannot be written, in words.
    #[wasm_bindgen(constructor)]
    pub fn new(
        kind: &str,
        bit_depth: u16,
        sample_rate: u32,
        dither: bool,
        seed: u32,
        frames: Option<f64>,
    ) -> Result<Self, JsError> {
        let kind = match kind {
            "wav" => Kind::Wav,
            "flac" => Kind::Flac,
            "aiff" => Kind::Aiff,
            other => {
                let message =
                    format!("files of kind {other:?} are not written: wanted wav, aiff or flac");
                return Err(JsError::new(&message));
            }
        };
        let seed = u64::from(seed);
        let format = Format { kind, bit_depth, sample_rate, dither, seed, ..Format::default() };
        let frames = frames.map(|frames| frames as u64);
        Ok(Self(rebounce_codec::Encoder::new(Vec::new(), &format, frames)?))
    }

    /// Takes a window, of any length; what follows in the file so far.
    ///
    /// # Errors
    /// The channels differ in length.
    pub fn write(&mut self, left: &[f32], right: &[f32]) -> Result<Vec<u8>, JsError> {
        self.0.write(left, right)?;
        Ok(std::mem::take(self.0.sink_mut()))
    }

    /// Ends the file.
    ///
    /// # Errors
    /// The frames are not as many as promised.
    pub fn finish(self) -> Result<Encoded, JsError> {
        let clipped = self.0.clipped() as f64;
        let (rest, head) = self.0.finish()?;
        Ok(Encoded { rest, head, clipped })
    }
}

#[wasm_bindgen]
impl Encoded {
    /// The file's last bytes.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn rest(&self) -> Vec<u8> {
        self.rest.clone()
    }

    /// What is to stand at the file's beginning, in place of as many bytes there.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn head(&self) -> Vec<u8> {
        self.head.clone()
    }

    /// Samples beyond full scale, or not a number; integer files hold them at the end of the range.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn clipped(&self) -> f64 {
        self.clipped
    }
}
