//! File names from templates, safe on every system.

use crate::moment::Moment;
use crate::quality::Quality;

/// What placeholders stand for.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Of the pattern or arrangement.
    pub name: String,
    /// Of the channel or stem; empty for a mix.
    pub part: String,
    /// Of the channel or stem, or of the pattern.
    pub id: String,
    /// From 1.
    pub number: usize,
    /// When it was made.
    pub moment: Moment,
    /// `wav`, `flac`.
    pub extension: &'static str,
    /// Rate and bits.
    pub quality: Option<Quality>,
}

/// The template with its placeholders filled in.
///
/// | placeholder | stands for |
/// |---|---|
/// | `{name}` | the pattern's or arrangement's name |
/// | `{patternName}`, `{arrangementName}` | the same |
/// | `{channelName}`, `{instrumentName}`, `{stemName}` | the channel's or stem's name; of a mix `Mix` |
/// | `{id}` | the channel's or stem's id; of a mix that of the pattern |
/// | `{number}` | 01, 02: its place among the files of the call |
/// | `{timestamp}` | `2026-01-02T03-04-05-678Z` |
/// | `{msEpoch}` | milliseconds since 1970 |
/// | `{format}` | `wav` |
/// | `{quality}` | `HIGH`, or `48000-24` where it has no name |
///
/// What is in no such braces stays as it is. In each value (not in the template) characters that a
/// file system forbids (`/ \ : * ? " < > |`, control characters) become `-`.
#[must_use]
pub fn fill(template: &str, names: &Names) -> String {
    let mut filled = String::new();
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        rest = &rest[open..];
        let Some(close) = rest.find('}') else { break };
        match value(&rest[1..close], names) {
            Some(value) => filled.push_str(&legal(&value)),
            None => filled.push_str(&rest[..=close]),
        }
        rest = &rest[close + 1..];
    }
    filled.push_str(rest);
    filled
}

/// A file name: the template filled in, made safe, with its extension.
#[must_use]
pub fn file_name(template: &str, names: &Names) -> String {
    let filled = fill(template, names);
    let stem = filled.strip_suffix(&format!(".{}", names.extension)).unwrap_or(&filled);
    format!("{}.{}", safe(stem), names.extension)
}

fn value(placeholder: &str, names: &Names) -> Option<String> {
    Some(match placeholder {
        "name" | "patternName" | "arrangementName" => match names.name.trim() {
            "" => "pattern".to_owned(),
            name => name.to_owned(),
        },
        "channelName" | "instrumentName" | "stemName" => match names.part.trim() {
            "" => "Mix".to_owned(),
            part => part.to_owned(),
        },
        "id" => names.id.clone(),
        "number" => format!("{:02}", names.number),
        "timestamp" => names.moment.stamp(),
        "msEpoch" => names.moment.0.to_string(),
        "format" => names.extension.to_owned(),
        "quality" => {
            let quality = names.quality?;
            let number = || format!("{}-{}", quality.sample_rate, quality.bit_depth);
            quality.name().map_or_else(number, str::to_owned)
        }
        _ => return None,
    })
}

/// What a file system forbids becomes `-`.
fn legal(name: &str) -> String {
    let forbidden = |c: char| c.is_control() || r#"/\:*?"<>|"#.contains(c);
    name.chars().map(|c| if forbidden(c) { '-' } else { c }).collect()
}

/// Bytes of a name without its extension: file systems take 255 with it.
const LONGEST: usize = 200;

/// A name that is legal as a file's on every system: no forbidden character, no dot or blank at
/// either end, at most 200 bytes, none that a system keeps for itself; never empty.
#[must_use]
pub fn safe(name: &str) -> String {
    let legal = legal(name);
    let mut end = legal.len().min(LONGEST);
    while !legal.is_char_boundary(end) {
        end -= 1;
    }
    let name = legal[..end].trim_matches(|c: char| c == '.' || c.is_whitespace());
    // Windows takes these as devices, whatever the extension.
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let port = |kind| {
        stem.strip_prefix(kind).is_some_and(|it| it.len() == 1 && it.as_bytes()[0].is_ascii_digit())
    };
    let taken = ["CON", "PRN", "AUX", "NUL"].contains(&&*stem) || port("COM") || port("LPT");
    match name {
        "" => "untitled".to_owned(),
        name if taken => format!("_{name}"),
        name => name.to_owned(),
    }
}

/// Letters and digits of any script in lower case, `longest` characters at most; runs of anything
/// else become one hyphen. May be empty.
#[must_use]
pub fn plain(name: &str, longest: usize) -> String {
    let mut plain = String::new();
    for c in name.chars() {
        if c.is_alphanumeric() || c == '_' {
            plain.extend(c.to_lowercase());
        } else if !plain.is_empty() && !plain.ends_with('-') {
            plain.push('-');
        }
    }
    let short: String = plain.chars().take(longest).collect();
    short.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        Names {
            name: "Intro/2".to_owned(),
            part: "E. Bass".to_owned(),
            id: "i1".to_owned(),
            number: 3,
            moment: Moment(1_767_323_045_678),
            extension: "wav",
            quality: Some(Quality::HIGH),
        }
    }

    #[test]
    fn every_placeholder_is_filled_in_and_the_rest_stays() {
        let template = "{patternName} {arrangementName} {name}|{channelName} {instrumentName} \
                        {stemName}|{id} {number} {msEpoch} {timestamp} {format} {quality} {x} {";
        assert_eq!(
            fill(template, &names()),
            "Intro-2 Intro-2 Intro-2|E. Bass E. Bass E. Bass|i1 03 1767323045678 \
             2026-01-02T03-04-05-678Z wav HIGH {x} {"
        );
        let odd = Quality { sample_rate: 32_000, bit_depth: 16 };
        assert_eq!(fill("{quality}", &Names { quality: Some(odd), ..names() }), "32000-16");
    }

    #[test]
    fn file_names_are_legal_and_have_one_extension() {
        assert_eq!(file_name("{name}_{format}", &names()), "Intro-2_wav.wav");
        assert_eq!(file_name("a.wav", &names()), "a.wav");
        assert_eq!(file_name("../{name}", &names()), "-Intro-2.wav");
        assert_eq!(file_name(" .. ", &names()), "untitled.wav");
        assert_eq!(file_name("nul", &names()), "_nul.wav");
        assert_eq!(file_name("com1.x", &names()), "_com1.x.wav");
        assert!(file_name(&"\u{10400}".repeat(300), &names()).len() <= 255);
    }
}
