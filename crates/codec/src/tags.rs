//! What a file tells about its music: title, artist and the like, where it begins in the song, and
//! the part that repeats. Every kind of file has its own way to say so; here are the names that
//! the ways share.

use std::ops::Range;

use crate::Error;

/// What is told about the music in a file. The default is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tags {
    /// Name and value, in order. Names are in lower case: `title`, `artist`, `album`, `genre`,
    /// `date`, `copyright`, `comment`, `bpm` and `key` are said as each kind of file says them,
    /// any other name as it is, where free names are possible.
    pub pairs: Vec<(String, String)>,
    /// Frames from the song's beginning to the file's; none if it begins with the song.
    pub start: Option<u64>,
    /// Frames of the file that repeat for ever.
    pub repeat: Option<Range<u64>>,
}

/// A name that is written in a way of its own.
pub(crate) struct Known {
    pub(crate) name: &'static str,
    /// In the INFO list of a WAV (Microsoft's registry of 1991); none has a chunk.
    pub(crate) info: Option<&'static [u8; 4]>,
    /// A frame of ID3v2.3.
    pub(crate) id3: &'static [u8; 4],
    /// A Vorbis comment.
    pub(crate) vorbis: &'static str,
}

const fn known(
    name: &'static str,
    info: Option<&'static [u8; 4]>,
    id3: &'static [u8; 4],
    vorbis: &'static str,
) -> Known {
    Known { name, info, id3, vorbis }
}

/// Names in the ways of the kinds of files (keys: id3v23, vorbis-comment, riff-info).
const KNOWN: [Known; 9] = [
    known("title", Some(b"INAM"), b"TIT2", "TITLE"),
    known("artist", Some(b"IART"), b"TPE1", "ARTIST"),
    known("album", Some(b"IPRD"), b"TALB", "ALBUM"),
    known("genre", Some(b"IGNR"), b"TCON", "GENRE"),
    known("date", Some(b"ICRD"), b"TYER", "DATE"),
    known("copyright", Some(b"ICOP"), b"TCOP", "COPYRIGHT"),
    known("comment", Some(b"ICMT"), b"COMM", "COMMENT"),
    known("bpm", None, b"TBPM", "BPM"),
    known("key", None, b"TKEY", "INITIALKEY"),
];

/// How a name is written, if in a way of its own.
pub(crate) fn find(name: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.name == name)
}

impl Tags {
    /// The value of a name.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Gives a name its value, in the place of the one before; an empty value takes it away.
    pub fn set(&mut self, name: &str, value: &str) {
        let name = name.to_ascii_lowercase();
        self.pairs.retain(|(own, _)| *own != name);
        if !value.is_empty() {
            self.pairs.push((name, value.to_owned()));
        }
    }

    /// Refuses names that not every kind of file can hold, and values with a zero in them.
    pub(crate) fn check(&self) -> Result<(), Error> {
        for (name, value) in &self.pairs {
            // What a Vorbis comment's name may be made of, less what is no lower case.
            let plain = |c: u8| (0x20..=0x7D).contains(&c) && c != b'=' && !c.is_ascii_uppercase();
            if name.is_empty() || !name.bytes().all(plain) {
                return Err(Error::Tag { found: name.clone() });
            }
            if value.contains('\0') || value.len() > LONGEST {
                return Err(Error::Tag { found: format!("{name}={value:.20}") });
            }
        }
        Ok(())
    }

    /// Names and values as Vorbis comments, the part that repeats as players of games read it.
    pub(crate) fn comments(&self) -> Vec<(String, String)> {
        let said = |(name, value): &(String, String)| {
            let name = find(name).map_or_else(|| name.to_uppercase(), |it| it.vorbis.to_owned());
            (name, value.clone())
        };
        let mut comments: Vec<_> = self.pairs.iter().map(said).collect();
        if let Some(repeat) = &self.repeat {
            let length = repeat.end.saturating_sub(repeat.start);
            comments.push(("LOOPSTART".to_owned(), repeat.start.to_string()));
            comments.push(("LOOPLENGTH".to_owned(), length.to_string()));
        }
        comments
    }

    /// The body of a Vorbis comment header (key: vorbis-comment), without what frames it.
    pub(crate) fn comment_block(&self) -> Vec<u8> {
        let mut block = Vec::new();
        let mut text = |text: &str| {
            block.extend((text.len() as u32).to_le_bytes());
            block.extend(text.as_bytes());
        };
        text(VENDOR);
        let comments = self.comments();
        let mut body = Vec::new();
        for (name, value) in &comments {
            let line = format!("{name}={value}");
            body.extend((line.len() as u32).to_le_bytes());
            body.extend(line.as_bytes());
        }
        block.extend((comments.len() as u32).to_le_bytes());
        block.extend(body);
        block
    }
}

/// Who wrote the file.
pub(crate) const VENDOR: &str = concat!("rebounce ", env!("CARGO_PKG_VERSION"));

/// Bytes of a value. A choice: far beyond any text that a player shows, and with some dozens of
/// them a FLAC's block, which has 24 bits of length, still holds.
const LONGEST: usize = 65_536;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_takes_the_place_of_the_one_before_and_an_empty_one_takes_it_away() {
        let mut tags = Tags::default();
        tags.set("Title", "One");
        tags.set("title", "Two");
        assert_eq!(tags.value("title"), Some("Two"));
        tags.set("TITLE", "");
        assert_eq!(tags, Tags::default());
    }

    #[test]
    fn names_that_no_file_holds_are_refused() {
        for (name, value) in [("", "a"), ("a=b", "c"), ("ä", "b"), ("a", "b\0c")] {
            let tags = Tags { pairs: vec![(name.into(), value.into())], ..Tags::default() };
            assert!(tags.check().is_err(), "{name:?} {value:?}");
        }
    }

    #[test]
    fn comments_have_their_lengths_before_them() {
        let tags = Tags {
            pairs: vec![("key".into(), "Am".into()), ("mood".into(), "ö".into())],
            repeat: Some(3..10),
            start: None,
        };
        let block = tags.comment_block();
        let vendor = 4 + VENDOR.len();
        assert_eq!(block[vendor..vendor + 4], 4u32.to_le_bytes());
        assert_eq!(block[vendor + 4..vendor + 8], 13u32.to_le_bytes());
        let text = String::from_utf8_lossy(&block);
        for line in ["INITIALKEY=Am", "MOOD=ö", "LOOPSTART=3", "LOOPLENGTH=7"] {
            assert!(text.contains(line), "{line}");
        }
    }
}
