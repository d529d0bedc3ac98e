//! Qualities and kinds of files, by name or as they are.

use crate::error::Error;
use rebounce_codec::Kind;

/// Sample rate and depth at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quality {
    /// Frames per second, 8000..=192000.
    pub sample_rate: u32,
    /// Bits of a sample: 16, 24, or 32 (float).
    pub bit_depth: u16,
}

impl Quality {
    /// 22050 Hz, 16 bit.
    pub const DEMO: Self = Self { sample_rate: 22_050, bit_depth: 16 };
    /// 44100 Hz, 16 bit.
    pub const STANDARD: Self = Self { sample_rate: 44_100, bit_depth: 16 };
    /// 48000 Hz, 24 bit.
    pub const HIGH: Self = Self { sample_rate: 48_000, bit_depth: 24 };
    /// 96000 Hz, 32 bit float.
    pub const STUDIO: Self = Self { sample_rate: 96_000, bit_depth: 32 };

    /// The quality of a name, in upper or lower case: those above; `draft` is demo, `professional`
    /// is studio.
    ///
    /// # Errors
    /// [`Error::Quality`].
    pub fn named(name: &str) -> Result<Self, Error> {
        match name.trim().to_ascii_lowercase().as_str() {
            "demo" | "draft" => Ok(Self::DEMO),
            "standard" => Ok(Self::STANDARD),
            "high" => Ok(Self::HIGH),
            "studio" | "professional" => Ok(Self::STUDIO),
            _ => Err(Error::Quality(name.to_owned())),
        }
    }

    /// Its name, if it has one.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        let named = ["DEMO", "STANDARD", "HIGH", "STUDIO"];
        let all = [Self::DEMO, Self::STANDARD, Self::HIGH, Self::STUDIO];
        all.iter().position(|quality| *quality == self).map(|place| named[place])
    }
}

/// A kind of file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FileKind {
    /// `audio/wav`, .wav.
    #[default]
    Wav,
    /// `audio/flac`, .flac.
    Flac,
}

impl FileKind {
    /// The kind of a name, an extension or a media type.
    ///
    /// # Errors
    /// [`Error::FileKind`]: MP3 and Ogg are not written; the old engine wrote WAV under their names.
    pub fn named(name: &str) -> Result<Self, Error> {
        let plain = name.trim().trim_start_matches('.').to_ascii_lowercase();
        match plain.strip_prefix("audio/").unwrap_or(&plain) {
            "wav" | "wave" | "x-wav" => Ok(Self::Wav),
            "flac" | "x-flac" => Ok(Self::Flac),
            _ => Err(Error::FileKind(name.to_owned())),
        }
    }

    /// Without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Wav => "wav",
            Self::Flac => "flac",
        }
    }

    /// The media type.
    #[must_use]
    pub fn mime(self) -> &'static str {
        match self {
            Self::Wav => "audio/wav",
            Self::Flac => "audio/flac",
        }
    }

    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Wav => Kind::Wav,
            Self::Flac => Kind::Flac,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn qualities_are_known_by_name_and_back() {
        for name in ["DEMO", "STANDARD", "HIGH", "STUDIO"] {
            assert_eq!(Quality::named(&name.to_lowercase()).unwrap().name(), Some(name));
        }
        assert_eq!(Quality::named("Professional").unwrap(), Quality::STUDIO);
        assert!(Quality::named("hi").is_err());
    }

    #[test]
    fn kinds_are_known_by_extension_and_media_type() {
        assert_eq!(FileKind::named("audio/wav").unwrap(), FileKind::Wav);
        assert_eq!(FileKind::named(".FLAC").unwrap(), FileKind::Flac);
        let refused = FileKind::named("audio/mpeg").unwrap_err().to_string();
        assert_eq!(refused, "audio/mpeg files are not written: wanted WAV or FLAC");
    }
}
