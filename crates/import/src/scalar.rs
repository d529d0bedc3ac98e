//! Numbers, switches, names and choices out of a value, in every form they come in: plain, as
//! text, or wrapped as `{"value": ...}`.

use crate::json::Json;
use crate::node::{Node, short};
use rebounce_song::Severity;
use std::ops::RangeInclusive;

/// A finite number written as text, as JavaScript would read it.
pub(crate) fn parse_number(text: &str) -> Option<f64> {
    let text = text.trim();
    // Rust also reads "inf" and "nan", which are no numbers here.
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    let number: f64 = if plain { text.parse().ok()? } else { return None };
    number.is_finite().then_some(number)
}

/// A word as it is compared: lower case, without blanks, hyphens, underscores and dots.
pub(crate) fn folded(word: &str) -> String {
    let kept = word.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_' | '.'));
    kept.flat_map(char::to_lowercase).take(128).collect()
}

impl<'n> Node<'n> {
    /// The value inside `{"value": ...}`, or this one.
    pub(crate) fn unwrapped(&'n self) -> Node<'n> {
        match self.value {
            Json::Object(_) => {
                self.entries().find(|(name, _)| *name == "value").map_or(*self, |(_, inner)| inner)
            }
            _ => *self,
        }
    }

    /// A finite number; says so if there is none.
    pub(crate) fn number(&self) -> Option<f64> {
        let node = self.unwrapped();
        match node.value {
            Json::Number(number) if number.is_finite() => return Some(*number),
            Json::Text(text) => {
                if let Some(number) = parse_number(text) {
                    node.number_as_text();
                    return Some(number);
                }
            }
            _ => {}
        }
        node.warn("not-a-number", "a finite number", "ignored: the default holds");
        None
    }

    pub(crate) fn number_as_text(&self) {
        self.info("number-as-text", "a number", "read as the number it spells");
    }

    /// A number, moved into `range` if it is outside.
    pub(crate) fn number_in(&self, range: RangeInclusive<f64>) -> Option<f64> {
        let node = self.unwrapped();
        let number = node.number()?;
        Some(node.clamped(number, range))
    }

    /// `number`, moved into `range` if it is outside, with a word about it.
    pub(crate) fn clamped(&self, number: f64, range: RangeInclusive<f64>) -> f64 {
        if range.contains(&number) {
            return number;
        }
        let (low, high) = range.into_inner();
        let used = number.clamp(low, high);
        self.warn("out-of-range", format!("{low} to {high}"), format!("{used} used"));
        used
    }

    /// On or off.
    pub(crate) fn flag(&self) -> Option<bool> {
        let node = self.unwrapped();
        let known = match node.value {
            Json::Bool(value) => return Some(*value),
            Json::Number(number) if *number == 0.0 || *number == 1.0 => Some(*number != 0.0),
            Json::Text(text) => match folded(text).as_str() {
                "true" | "yes" | "on" | "1" => Some(true),
                "false" | "no" | "off" | "0" | "" => Some(false),
                _ => None,
            },
            _ => None,
        };
        match known {
            Some(value) => {
                node.info("switch-spelled", "true or false", format!("read as {value}"));
            }
            None => node.warn("not-a-switch", "true or false", "ignored: the default holds"),
        }
        known
    }

    /// A text; a number is taken as its digits.
    pub(crate) fn text(&self) -> Option<String> {
        match self.value {
            Json::Text(text) => return Some(text.as_ref().to_owned()),
            Json::Number(number) => {
                self.info("text-as-number", "a text", "read as its digits");
                return Some(number.to_string());
            }
            _ => {}
        }
        self.warn("not-a-text", "a text", "ignored: the default holds");
        None
    }

    /// A text or a number as an id, without a word; anything else as it is quoted.
    pub(crate) fn plain(&self) -> String {
        match self.value {
            Json::Text(text) => text.as_ref().to_owned(),
            _ => self.found(),
        }
    }

    /// One of some names, however they are cased and hyphenated.
    pub(crate) fn choice<T: Clone>(&self, choices: &[(&str, T)]) -> Option<T> {
        self.choice_or(choices, "ignored: the default holds")
    }

    /// As `choice`, with what is done when it is none of them.
    pub(crate) fn choice_or<T: Clone>(&self, choices: &[(&str, T)], action: &str) -> Option<T> {
        if let Json::Text(text) = self.value {
            // As it is written first: `1/8` and `1/8.` fold into one.
            if let Some((_, found)) = choices.iter().find(|(name, _)| *name == text.trim()) {
                return Some(found.clone());
            }
            let text = folded(text);
            if let Some((_, found)) = choices.iter().find(|(name, _)| folded(name) == text) {
                return Some(found.clone());
            }
        }
        let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
        let wanted = format!("one of {}", names.join(", "));
        self.warn("unknown-choice", wanted, action);
        None
    }

    /// Says once that a field of this name is not known in such an object.
    pub(crate) fn unknown_field(&self, object: &str, name: &str) {
        self.fold(
            Severity::Info,
            "unknown-field",
            format!("{object}.{}", short(name)),
            &format!("a field of {object}"),
            "ignored",
        );
    }
}
