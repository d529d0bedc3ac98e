//! JSON as a tree that borrows its texts from the document and counts its values while it grows,
//! so that neither a long recording in a `data:` URL nor a list of a hundred million zeros costs
//! more memory than it must. The grammar is serde_json's, as is the bound on nesting.

use crate::error::Error;
use crate::limits::Limits;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A JSON value.
#[derive(Debug, PartialEq)]
pub(crate) enum Json<'a> {
    Null,
    Bool(bool),
    Number(f64),
    Text(Cow<'a, str>),
    Array(Vec<Json<'a>>),
    /// In the order of the document; a name may occur twice.
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

impl Json<'_> {
    /// A number that equal values share, and other ones hardly ever.
    pub(crate) fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.feed(&mut hasher);
        hasher.finish()
    }

    /// Nesting is bounded by the parser.
    fn feed(&self, hasher: &mut DefaultHasher) {
        std::mem::discriminant(self).hash(hasher);
        match self {
            Self::Null => {}
            Self::Bool(value) => value.hash(hasher),
            Self::Number(value) => value.to_bits().hash(hasher),
            Self::Text(value) => value.hash(hasher),
            Self::Array(items) => {
                items.len().hash(hasher);
                items.iter().for_each(|item| item.feed(hasher));
            }
            Self::Object(entries) => {
                entries.len().hash(hasher);
                for (name, value) in entries {
                    name.hash(hasher);
                    value.feed(hasher);
                }
            }
        }
    }
}

/// The document's text, after a byte order mark if there is one.
pub(crate) fn text(bytes: &[u8]) -> Result<&str, Error> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes)
        .map_err(|error| Error::NotText { at: error.valid_up_to(), found: looks_like(bytes) })
}

/// What bytes that are not UTF-8 look like.
fn looks_like(bytes: &[u8]) -> String {
    let known = match bytes {
        [b'R', b'I', b'F', b'F', ..] => "a RIFF file (WAV or SoundFont)",
        [b'P', b'K', 3, 4, ..] => "a ZIP archive",
        [0x1F, 0x8B, ..] => "a gzip archive",
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "text in UTF-16",
        _ => "bytes that are not UTF-8",
    };
    known.to_owned()
}

/// The tree of a text.
pub(crate) fn parse<'a>(text: &'a str, limits: &Limits) -> Result<Json<'a>, Error> {
    let left = Cell::new(limits.values);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let parsed = Counted { left: &left }
        .deserialize(&mut deserializer)
        .and_then(|json| deserializer.end().map(|()| json));
    parsed.map_err(|error| {
        if left.get() == 0 {
            let found = limits.values.saturating_add(1);
            return Error::TooLarge { what: "values", found, limit: limits.values };
        }
        syntax(text, &error)
    })
}

/// serde_json's message without its position, and what stands at that position.
fn syntax(text: &str, error: &serde_json::Error) -> Error {
    let (line, column) = (error.line(), error.column());
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    let bytes = text.lines().nth(line.saturating_sub(1)).unwrap_or_default().as_bytes();
    // The column is that of the last byte read; an error at the end of a line has none after it.
    let mut from = column.saturating_sub(1).min(bytes.len());
    if message == "number out of range" {
        // Known only at its end.
        let digits = |b: &&u8| b.is_ascii_digit() || b"+-.eE".contains(b);
        from -= bytes[..from].iter().rev().take_while(digits).count();
    }
    let rest = &bytes[from..];
    let found: String = String::from_utf8_lossy(rest).chars().take(24).collect();
    let found = match (error.is_eof(), found.is_empty()) {
        (true, _) => "the end of the document".to_owned(),
        (false, true) => "the end of the line".to_owned(),
        (false, false) => format!("`{}`", found.trim_end()),
    };
    Error::Syntax { line, column, message, found }
}

/// Reads one value, and counts it.
#[derive(Clone, Copy)]
struct Counted<'c> {
    left: &'c Cell<u64>,
}

impl<'de> DeserializeSeed<'de> for Counted<'_> {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json<'de>, D::Error> {
        match self.left.get().checked_sub(1) {
            Some(left) if left > 0 => self.left.set(left),
            _ => {
                self.left.set(0);
                return Err(serde::de::Error::custom("too many values"));
            }
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Counted<'_> {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json<'de>, E> {
        Ok(Json::Number(value as f64))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json<'de>, E> {
        Ok(Json::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json<'de>, E> {
        Ok(Json::Number(value))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(self)? {
            items.push(item);
        }
        items.shrink_to_fit();
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json<'de>, A::Error> {
        let mut entries = Vec::new();
        while let Some(name) = map.next_key_seed(Name)? {
            entries.push((name, map.next_value_seed(self)?));
        }
        entries.shrink_to_fit();
        Ok(Json::Object(entries))
    }
}

/// Reads the name of an entry, borrowed where it holds no escape.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_owned()))
    }
}
