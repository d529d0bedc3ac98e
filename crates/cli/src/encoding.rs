//! How files are encoded, and what they tell about the music.

use crate::args::bit_depth;
use crate::error::Error;
use clap::Args as Group;
use rebounce_codec::{Compression, Kind, Tags};
use rebounce_song::Song;

/// Shared by `render` and `batch`.
#[derive(Clone, Debug, Default, Group)]
pub(crate) struct EncodingArgs {
    /// Bits of a sample; 32 is float [default: that of --quality]
    #[arg(long, value_name = "BITS", value_parser = bit_depth)]
    pub(crate) bit_depth: Option<u16>,
    /// No dither at 16 and 24 bits
    #[arg(long)]
    pub(crate) no_dither: bool,
    /// Thousands of bits per second: of MP3 always, of Ogg Vorbis and Opus on average
    #[arg(long, value_name = "KBPS", conflicts_with = "vbr", value_parser = clap::value_parser!(u16).range(8..=500))]
    pub(crate) bitrate: Option<u16>,
    /// Quality of MP3, Ogg Vorbis and Opus, at as many bits as it takes: 0 (small) to 10 (alike)
    /// [default: 6]
    #[arg(long, value_name = "QUALITY", value_parser = clap::value_parser!(u8).range(0..=10))]
    pub(crate) vbr: Option<u8>,
    /// Tell this about the music in the file: title, artist, album, genre, date, copyright, comment,
    /// bpm, key, or a name of your own; an empty VALUE takes it away [default: the song's title and
    /// bpm]
    #[arg(long, value_name = "KEY=VALUE", value_parser = tag)]
    pub(crate) tag: Vec<(String, String)>,
}

/// Bitrates that MP3 has, in kbit/s: of MPEG-1 above 32 kHz, of MPEG-2 below.
const MP3_BITRATES: [u16; 16] =
    [8, 16, 24, 32, 40, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];

fn tag(text: &str) -> Result<(String, String), String> {
    let wanted = "wanted a name, = and a text, as artist=Me";
    let (name, value) = text.split_once('=').ok_or(wanted)?;
    let name = name.trim().to_ascii_lowercase();
    if name.is_empty() || !name.bytes().all(|c| (0x20..=0x7D).contains(&c)) {
        return Err(format!("{name:?}: wanted a name of ASCII letters"));
    }
    Ok((name, value.to_owned()))
}

impl EncodingArgs {
    /// What a kind of file is compressed to.
    ///
    /// # Errors
    /// [`Error::Usage`]: it has no such bitrate.
    pub(crate) fn compression(&self, kind: Kind) -> Result<Compression, Error> {
        let usage = |message: String| Err(Error::Usage(message));
        match (self.bitrate, self.vbr) {
            (Some(bitrate), _) if kind == Kind::Mp3 && !MP3_BITRATES.contains(&bitrate) => {
                let near = MP3_BITRATES.into_iter().min_by_key(|it| it.abs_diff(bitrate));
                let near = near.unwrap_or_default();
                usage(format!("--bitrate {bitrate}: MP3 has none such: the nearest is {near}"))
            }
            (Some(bitrate), _) => Ok(Compression::Bitrate(bitrate)),
            (None, Some(quality)) => Ok(Compression::Quality(quality)),
            (None, None) => Ok(Compression::default()),
        }
    }

    /// Refuses what no file of these kinds takes.
    ///
    /// # Errors
    /// [`Error::Usage`].
    pub(crate) fn check(&self, kinds: &[Kind]) -> Result<(), Error> {
        let usage = |message: String| Err(Error::Usage(message));
        let lossless = kinds.iter().filter(|kind| kind.is_lossless()).count();
        let option = match (self.bitrate, self.vbr) {
            (Some(bitrate), _) => Some(format!("--bitrate {bitrate}")),
            (None, Some(quality)) => Some(format!("--vbr {quality}")),
            (None, None) => None,
        };
        if let Some(option) = option
            && lossless == kinds.len()
        {
            return usage(format!("{option}: wanted an MP3, Ogg Vorbis or Opus file for it"));
        }
        match self.bit_depth {
            Some(bits) if lossless == 0 => usage(format!(
                "--bit-depth {bits}: wanted a WAV, AIFF or FLAC file for it (--bitrate and --vbr are for what is lossy)"
            )),
            _ => Ok(()),
        }
    }

    /// What files tell: the song's name (or its pattern's, if that has one) and tempo, then what was asked for.
    pub(crate) fn tags(&self, song: &Song, pattern: Option<&str>, tempo: f64) -> Tags {
        let of = pattern.and_then(|id| song.patterns.iter().find(|it| it.id == id));
        let name = of.map(|pattern| &pattern.name).filter(|name| !name.trim().is_empty());
        let name = name.unwrap_or(&song.name);
        let mut tags = Tags::default();
        // Names come from others: what ends a text would make it two.
        tags.set("title", name.replace('\0', " ").trim());
        let tempo = format!("{tempo:.3}");
        tags.set("bpm", tempo.trim_end_matches('0').trim_end_matches('.'));
        for (name, value) in &self.tag {
            tags.set(name, &value.replace('\0', " "));
        }
        tags
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rebounce_song::BeatsPerMinute;

    #[test]
    fn a_song_tells_its_name_and_tempo_and_people_what_they_want() {
        let song = Song { name: "Tune\0".into(), tempo: BeatsPerMinute(98.5), ..Song::default() };
        let tags = EncodingArgs::default().tags(&song, None, 98.5);
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(tags.pairs, [pair("title", "Tune"), pair("bpm", "98.5")]);
        let tag = vec![tag("Artist=A=B").unwrap(), tag("bpm=").unwrap(), tag("mood=x").unwrap()];
        let tags = EncodingArgs { tag, ..EncodingArgs::default() }.tags(&song, None, 120.0);
        let wanted = [pair("title", "Tune"), pair("artist", "A=B"), pair("mood", "x")];
        assert_eq!(tags.pairs, wanted);
        assert!(super::tag("artist").is_err() && super::tag("=x").is_err());
    }

    #[test]
    fn options_that_no_file_takes_are_refused() {
        let bitrate = |kbps| EncodingArgs { bitrate: Some(kbps), ..EncodingArgs::default() };
        let bits = |args: EncodingArgs| EncodingArgs { bit_depth: Some(24), ..args };
        assert!(bitrate(128).check(&[Kind::Wav]).is_err());
        assert!(bits(bitrate(128)).check(&[Kind::Wav, Kind::Opus]).is_ok());
        assert!(bits(EncodingArgs::default()).check(&[Kind::Opus]).is_err());
        let said = bitrate(200).compression(Kind::Mp3).unwrap_err().to_string();
        assert!(said.contains("nearest is 192"), "{said}");
    }
}
