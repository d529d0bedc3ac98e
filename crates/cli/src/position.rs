//! A place in the song as people type it: beats from 0, or bar and beat from 1.

use rebounce_song::Beats;
use rebounce_song::song::TimeSignature;
use std::str::FromStr;

/// A place in the song.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Position {
    /// Quarter notes from the song's start: a whole number such as `16`.
    Beats(f64),
    /// Bar and beat, both from 1: `5.1`, `5:1`, or `5:1.5` for the middle of the first beat.
    Bar(u32, f64),
}

const WANTED: &str =
    "wanted beats from 0 (16), or bar and beat from 1 (5.1 or 5:1; half a beat later is 5:1.5)";

impl FromStr for Position {
    type Err = String;

    /// A point means bar and beat, as in a studio, never a fraction: only behind a colon may a
    /// beat have decimals. So `16` is beat 16, and `5.1` is the first beat of the fifth bar.
    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| {
            let digits = !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
            digits.then(|| text.parse::<u32>().ok()).flatten()
        };
        let position = if let Some((bar, beat)) = text.split_once(':') {
            let plain = beat.bytes().all(|c| c.is_ascii_digit() || c == b'.');
            number(bar).zip(beat.parse().ok().filter(|_| plain))
        } else if let Some((bar, beat)) = text.split_once('.') {
            number(bar).zip(number(beat).map(f64::from))
        } else {
            return number(text)
                .map(|beats| Self::Beats(f64::from(beats)))
                .ok_or_else(|| WANTED.to_owned());
        };
        match position {
            Some((bar @ 1.., beat)) if beat >= 1.0 => Ok(Self::Bar(bar, beat)),
            _ => Err(WANTED.to_owned()),
        }
    }
}

impl Position {
    /// The place in quarter notes.
    ///
    /// # Errors
    /// The bar has no such beat.
    pub(crate) fn beats(self, signature: TimeSignature) -> Result<Beats, String> {
        match self {
            Self::Beats(beats) => Ok(Beats(beats)),
            Self::Bar(bar, beat) if beat < f64::from(signature.beats) + 1.0 => {
                let beat = (beat - 1.0) * 4.0 / f64::from(signature.unit);
                Ok(Beats(f64::from(bar - 1) * signature.bar().0 + beat))
            }
            Self::Bar(bar, beat) => Err(format!(
                "bar {bar} has no beat {beat}: a bar of {}/{} has beats 1 to {} (a point is no fraction; half a beat later is 5:1.5)",
                signature.beats, signature.unit, signature.beats,
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beats(text: &str, beats: u32, unit: u32) -> Result<f64, String> {
        let position: Position = text.parse()?;
        position.beats(TimeSignature { beats, unit }).map(|beats| beats.0)
    }

    #[test]
    fn a_whole_number_is_beats_from_the_start() {
        assert_eq!(beats("0", 4, 4), Ok(0.0));
        assert_eq!(beats("17", 3, 4), Ok(17.0));
    }

    #[test]
    fn point_and_colon_count_bars_and_beats_from_one() {
        assert_eq!(beats("1.1", 4, 4), Ok(0.0));
        assert_eq!(beats("3.1", 4, 4), Ok(8.0));
        assert_eq!(beats("3:2", 3, 4), Ok(7.0));
        assert_eq!(beats("2.10", 12, 8), Ok(6.0 + 4.5));
        assert_eq!(beats("5:1.5", 4, 4), Ok(16.5));
    }

    #[test]
    fn what_is_no_place_is_refused() {
        for text in ["", "-1", "x", "1.", ".1", "0.1", "1.0", "1:0.5", "1:", "1:1e3", "1:nan", "+1"]
        {
            assert!(beats(text, 4, 4).is_err(), "{text}");
        }
        assert!(beats("16.5", 4, 4).is_err());
    }
}
