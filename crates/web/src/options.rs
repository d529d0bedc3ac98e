//! Options of a render as JSON: what the caller says, else what the song's document says, else
//! the renderer's default. Names are those of [`rebounce::Options`] in the case of JavaScript.

use crate::error::Error;
use rebounce::{Gain, Length, OnMissing, Options, Tail};
use rebounce_import::Wanted;
use rebounce_song::{Beats, BeatsPerMinute};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What a caller says, by option.
struct Said {
    /// `options` or `options.limits`.
    place: &'static str,
    values: Map<String, Value>,
}

impl Said {
    /// Takes an option out, as what `read` makes of it; null counts as not said.
    fn take<T>(
        &mut self,
        name: &str,
        wanted: &str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        match self.values.shift_remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => match read(&value) {
                Some(read) => Ok(Some(read)),
                None => Err(refuse(&format!("{}.{name}", self.place), &value, wanted)),
            },
        }
    }

    fn number(&mut self, name: &str) -> Result<Option<f64>, Error> {
        self.take(name, "a number", Value::as_f64)
    }

    fn count(&mut self, name: &str) -> Result<Option<u64>, Error> {
        self.take(name, "a whole number, at least 0", |value| {
            let number = value.as_f64()?;
            // What a double can count.
            ((0.0..=9e15).contains(&number) && number.fract() == 0.0).then_some(number as u64)
        })
    }

    fn truth(&mut self, name: &str) -> Result<Option<bool>, Error> {
        self.take(name, "true or false", Value::as_bool)
    }

    fn choice<T: Copy>(&mut self, name: &str, choices: &[(&str, T)]) -> Result<Option<T>, Error> {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        self.take(name, &format!("one of {}", names.join(", ")), |value| {
            let said = value.as_str()?;
            choices.iter().find(|(name, _)| *name == said).map(|(_, value)| *value)
        })
    }

    /// Refuses what is left.
    fn finish(self) -> Result<(), Error> {
        match self.values.keys().next() {
            None => Ok(()),
            Some(name) => Err(Error::new("option", format!("{}.{name} is no option", self.place))),
        }
    }
}

/// Reads options: an empty text stands for none.
///
/// # Errors
/// Not JSON, an unknown name, or a value of another type, with the option's name.
pub(crate) fn options(json: &str, wanted: &Wanted) -> Result<Options, Error> {
    let json = if json.trim().is_empty() { "{}" } else { json };
    let values = serde_json::from_str(json)
        .map_err(|error| Error::new("option", format!("options: {error}")))?;
    let mut said = Said { place: "options", values };
    let mut options = Options::default();
    options.threads = 1;
    let rate = said.count("sampleRate")?.map(|rate| u32::try_from(rate).unwrap_or(u32::MAX));
    options.sample_rate = rate.or(wanted.sample_rate).unwrap_or(options.sample_rate);
    options.tempo = said.number("tempo")?.map(BeatsPerMinute).or(wanted.tempo);
    options.from = said.number("from")?.map(Beats).or(wanted.from).unwrap_or(options.from);
    options.to = said.number("to")?.map(Beats).or(wanted.to);
    let length = said.take("length", "natural, api, or a whole number of frames", length)?;
    options.length = length.or(wanted.frames.map(Length::Frames)).unwrap_or(options.length);
    let tail = said.take("tail", "natural, cut, or seconds", tail)?;
    options.tail = tail.unwrap_or(options.tail);
    options.effects = said.truth("effects")?.or(wanted.effects).unwrap_or(options.effects);
    options.fade = said.truth("fade")?.or(wanted.fade).unwrap_or(options.fade);
    let gains = [("off", Gain::Off), ("auto", Gain::Auto), ("predictive", Gain::Predictive)];
    options.gain = said.choice("gain", &gains)?.unwrap_or(options.gain);
    let policies = [
        ("skip", OnMissing::Skip),
        ("substitute", OnMissing::Substitute),
        ("fail", OnMissing::Fail),
    ];
    options.on_missing = said.choice("onMissing", &policies)?.unwrap_or(options.on_missing);
    options.stems = said.truth("stems")?.or(wanted.stems).unwrap_or(options.stems);
    let size = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    options.window = said.count("window")?.map_or(options.window, size);
    let within = said.take("limits", "an object", |value| value.as_object().cloned())?;
    let mut within = Said { place: "options.limits", values: within.unwrap_or_default() };
    let limits = &mut options.limits;
    limits.seconds = within.number("seconds")?.unwrap_or(limits.seconds);
    limits.notes = within.count("notes")?.map_or(limits.notes, size);
    limits.voices = within.count("voices")?.map_or(limits.voices, size);
    limits.recording_bytes = within.count("recordingBytes")?.unwrap_or(limits.recording_bytes);
    limits.print_bytes = within.count("printBytes")?.unwrap_or(limits.print_bytes);
    within.finish()?;
    said.finish()?;
    Ok(options)
}

/// Every option by its name, for the report.
pub(crate) fn by_name(options: &Options) -> BTreeMap<String, String> {
    let beats = |beats: Option<Beats>| beats.map_or("end".to_owned(), |beats| beats.0.to_string());
    let pairs = [
        ("sampleRate", options.sample_rate.to_string()),
        ("tempo", options.tempo.map_or("song".to_owned(), |tempo| tempo.0.to_string())),
        ("from", options.from.0.to_string()),
        ("to", beats(options.to)),
        (
            "length",
            match options.length {
                Length::Natural => "natural".to_owned(),
                Length::Api => "api".to_owned(),
                Length::Frames(frames) => frames.to_string(),
            },
        ),
        (
            "tail",
            match options.tail {
                Tail::Natural => "natural".to_owned(),
                Tail::Cut => "cut".to_owned(),
                Tail::Seconds(seconds) => seconds.to_string(),
            },
        ),
        ("effects", options.effects.to_string()),
        ("fade", options.fade.to_string()),
        ("gain", format!("{:?}", options.gain).to_lowercase()),
        ("onMissing", format!("{:?}", options.on_missing).to_lowercase()),
        ("stems", options.stems.to_string()),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn refuse(place: &str, found: &Value, wanted: &str) -> Error {
    Error::new("option", format!("{place} is {found}: wanted {wanted}"))
}

fn length(said: &Value) -> Option<Length> {
    match (said.as_str(), said.as_f64()) {
        (Some("natural"), _) => Some(Length::Natural),
        (Some("api"), _) => Some(Length::Api),
        // What a double can count.
        (_, Some(frames)) if frames.fract() == 0.0 && (1.0..=9e15).contains(&frames) => {
            Some(Length::Frames(frames as u64))
        }
        _ => None,
    }
}

fn tail(said: &Value) -> Option<Tail> {
    match (said.as_str(), said.as_f64()) {
        (Some("natural"), _) => Some(Tail::Natural),
        (Some("cut"), _) => Some(Tail::Cut),
        (_, seconds) => seconds.map(Tail::Seconds),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(json: &str) -> String {
        options(json, &Wanted::default()).unwrap_err().message
    }

    #[test]
    fn the_caller_comes_before_the_document_and_that_before_the_default() {
        let mut wanted = Wanted::default();
        wanted.sample_rate = Some(48_000);
        wanted.effects = Some(false);
        let read = options(r#"{"sampleRate": 96000, "tail": 2.5, "length": "api"}"#, &wanted);
        let read = read.unwrap();
        assert_eq!((read.sample_rate, read.effects, read.fade), (96_000, false, true));
        assert_eq!((read.tail, read.length), (Tail::Seconds(2.5), Length::Api));
        assert_eq!(options("", &wanted).unwrap().sample_rate, 48_000);
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert!(refusal(r#"{"sampelRate": 1}"#).contains("sampelRate"));
        assert!(refusal(r#"{"effects": 1}"#).contains("options.effects"));
        assert!(refusal(r#"{"gain": "loud"}"#).contains("off, auto, predictive"));
        assert!(refusal(r#"{"length": 0.5}"#).contains("options.length is 0.5"));
        assert!(refusal(r#"{"sampleRate": 44100.5}"#).contains("options.sampleRate is 44100.5"));
        assert!(refusal(r#"{"limits": {"notes": -1}}"#).contains("options.limits.notes"));
    }
}
