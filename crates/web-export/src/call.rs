//! What a call wants, as JSON: the old export's presets, and what is said over them.

use rebounce_export::{Error, Export, FileKind, Level, Moment, Quality};
use rebounce_song::Beats;
use serde::Deserialize;

/// One call.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Call {
    pub(crate) of: Of,
    pub(crate) preset: Preset,
    #[serde(default)]
    options: Said,
    /// Milliseconds since 1970.
    pub(crate) now: f64,
}

/// What of the song.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) enum Of {
    /// A pattern, by its id.
    Pattern(String),
    /// Mixer tracks of a pattern, `master` being all of it.
    Tracks { pattern: String, tracks: Vec<String> },
    /// The whole timeline.
    Arrangement,
}

/// An old preset, or an old type of export.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Preset {
    Mix,
    Channels,
    Stems,
    Mixdown,
    Freeze,
}

/// What is said over the preset.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Said {
    quality: Option<String>,
    sample_rate: Option<u32>,
    bit_depth: Option<u16>,
    include_effects: Option<bool>,
    /// The renderer's own fade where it cuts.
    fade: Option<bool>,
    length: Option<u64>,
    start_time: Option<f64>,
    end_time: Option<f64>,
    bpm: Option<f64>,
    natural: Option<bool>,
    /// Brings the loudest file's peak to full scale, or leaves levels alone.
    normalize: Option<bool>,
    /// Seconds.
    fade_in: Option<f64>,
    fade_out: Option<f64>,
    format: Option<String>,
    dither: Option<bool>,
    template: Option<String>,
}

impl Call {
    /// When it is made.
    pub(crate) fn moment(&self) -> Moment {
        Moment(self.now.max(0.0) as u64)
    }

    /// The export it means.
    ///
    /// # Errors
    /// [`Error::Quality`], [`Error::FileKind`].
    pub(crate) fn export(&self) -> Result<Export, Error> {
        let mut export = match self.preset {
            Preset::Mix => Export::default(),
            Preset::Channels => Export::channels(),
            Preset::Stems => Export::stems(),
            Preset::Mixdown => Export::mixdown(),
            Preset::Freeze => Export::freeze(),
        };
        let said = &self.options;
        let options = &mut export.options;
        if let Some(name) = &said.quality {
            options.quality = Some(Quality::named(name)?);
        }
        options.sample_rate = said.sample_rate.or(options.sample_rate);
        options.bit_depth = said.bit_depth.or(options.bit_depth);
        options.include_effects = said.include_effects.unwrap_or(options.include_effects);
        options.fade_out = said.fade.unwrap_or(options.fade_out);
        options.length = said.length.or(options.length);
        options.start_time = said.start_time.map_or(options.start_time, Beats);
        options.end_time = said.end_time.map(Beats).or(options.end_time);
        options.bpm = said.bpm.or(options.bpm);
        options.natural = said.natural.unwrap_or(options.natural);
        if let Some(normalize) = said.normalize {
            export.process.normalize = if normalize { vec![Level::Peak(0.0)] } else { Vec::new() };
        }
        export.process.fade_in = said.fade_in;
        export.process.fade_out = said.fade_out;
        if let Some(name) = &said.format {
            export.kind = FileKind::named(name)?;
        }
        export.dither = said.dither.unwrap_or(export.dither);
        export.template = said.template.clone();
        Ok(export)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_goes_over_the_preset() {
        let call = r#"{"of": {"pattern": "a"}, "preset": "mixdown", "now": 5,
            "options": {"bitDepth": 32, "normalize": false, "format": "flac"}}"#;
        let call: Call = serde_json::from_str(call).unwrap();
        let export = call.export().unwrap();
        let quality = export.options.rate_and_depth();
        assert_eq!((quality.sample_rate, quality.bit_depth), (48_000, 32));
        assert_eq!((export.process.normalize.len(), export.kind), (0, FileKind::Flac));
        assert_eq!(call.moment(), Moment(5));
    }

    #[test]
    fn a_misspelt_option_is_refused() {
        let call = r#"{"of": "arrangement", "preset": "mix", "now": 0, "options": {"bits": 16}}"#;
        assert!(serde_json::from_str::<Call>(call).is_err());
    }
}
