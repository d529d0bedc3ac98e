//! A value of the document that knows its place, so that whoever reads it can say where it stood.

use crate::json::Json;
use crate::report::Report;
use rebounce_song::{Diagnostic, Severity};
use std::cell::RefCell;

/// Longest piece of the document that is quoted in a diagnostic, in characters.
const QUOTED: usize = 60;

/// How a value is reached from the one that holds it.
#[derive(Clone, Copy)]
enum Step<'n> {
    Root,
    Name(&'n str),
    Index(usize),
}

/// A value and its place.
#[derive(Clone, Copy)]
pub(crate) struct Node<'n> {
    pub(crate) value: &'n Json<'n>,
    up: Option<&'n Node<'n>>,
    step: Step<'n>,
    pub(crate) report: &'n RefCell<Report>,
}

impl<'n> Node<'n> {
    /// The whole document.
    pub(crate) fn root(value: &'n Json<'n>, report: &'n RefCell<Report>) -> Self {
        Self { value, up: None, step: Step::Root, report }
    }

    /// The value called `name` in this one.
    pub(crate) fn below(&'n self, name: &'n str, value: &'n Json<'n>) -> Node<'n> {
        Node { value, up: Some(self), step: Step::Name(name), report: self.report }
    }

    /// The items of a list; none of anything else.
    pub(crate) fn items(&'n self) -> impl ExactSizeIterator<Item = Node<'n>> {
        let items = match self.value {
            Json::Array(items) => items.as_slice(),
            _ => &[],
        };
        items.iter().enumerate().map(|(index, value)| Node {
            value,
            up: Some(self),
            step: Step::Index(index),
            report: self.report,
        })
    }

    /// The entries of an object; none of anything else.
    pub(crate) fn entries(&'n self) -> impl Iterator<Item = (&'n str, Node<'n>)> {
        let entries = match self.value {
            Json::Object(entries) => entries.as_slice(),
            _ => &[],
        };
        entries.iter().map(|(name, value)| (name.as_ref(), self.below(name, value)))
    }

    /// The members of a collection that may be a list or an object by id: with the id, if any.
    pub(crate) fn members(&'n self) -> Vec<(Option<&'n str>, Node<'n>)> {
        match self.value {
            Json::Array(_) => self.items().map(|item| (None, item)).collect(),
            Json::Object(_) => self.entries().map(|(name, item)| (Some(name), item)).collect(),
            Json::Null => Vec::new(),
            _ => {
                self.warn("not-a-collection", "a list, or an object by id", "left out");
                Vec::new()
            }
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self.value, Json::Null)
    }

    /// Path into the document.
    pub(crate) fn place(&self) -> String {
        let mut steps = Vec::new();
        let mut node = Some(self);
        while let Some(at) = node {
            steps.push(at.step);
            node = at.up;
        }
        let mut place = String::new();
        for step in steps.iter().rev() {
            match step {
                Step::Root => {}
                Step::Index(index) => place.push_str(&format!("[{index}]")),
                Step::Name(name) if is_plain(name) => {
                    if !place.is_empty() {
                        place.push('.');
                    }
                    place.push_str(&short(name));
                }
                Step::Name(name) => place.push_str(&format!("[{:?}]", short(name))),
            }
        }
        if place.is_empty() { "document".to_owned() } else { place }
    }

    /// The value in few words.
    pub(crate) fn found(&self) -> String {
        match self.value {
            Json::Null => "null".to_owned(),
            Json::Bool(value) => value.to_string(),
            Json::Number(value) => value.to_string(),
            Json::Text(value) => format!("{:?}", short(value)),
            Json::Array(items) => format!("a list of {}", items.len()),
            Json::Object(entries) => {
                let names: Vec<_> = entries.iter().take(4).map(|(name, _)| short(name)).collect();
                let more = if entries.len() > 4 { ", ..." } else { "" };
                format!("an object {{{}{more}}}", names.join(", "))
            }
        }
    }

    /// Says something about this value.
    pub(crate) fn say(
        &self,
        severity: Severity,
        code: &'static str,
        wanted: impl Into<String>,
        action: impl Into<String>,
    ) {
        self.report.borrow_mut().say(code, severity, || {
            Diagnostic::new(severity, code, self.place(), self.found(), wanted, action)
        });
    }

    /// Nothing is lost.
    pub(crate) fn info(
        &self,
        code: &'static str,
        wanted: impl Into<String>,
        action: impl Into<String>,
    ) {
        self.say(Severity::Info, code, wanted, action);
    }

    /// Clamped, replaced or left out.
    pub(crate) fn warn(
        &self,
        code: &'static str,
        wanted: impl Into<String>,
        action: impl Into<String>,
    ) {
        self.say(Severity::Warning, code, wanted, action);
    }

    /// A whole instrument, recording, effect or route is missing.
    pub(crate) fn error(
        &self,
        code: &'static str,
        wanted: impl Into<String>,
        action: impl Into<String>,
    ) {
        self.say(Severity::Error, code, wanted, action);
    }

    /// Says something once for all values of the same `subject`, with a count.
    pub(crate) fn fold(
        &self,
        severity: Severity,
        code: &'static str,
        subject: String,
        wanted: &str,
        action: &str,
    ) {
        self.report.borrow_mut().fold(code, severity, subject, || {
            Diagnostic::new(severity, code, self.place(), self.found(), wanted, action)
        });
    }
}

/// Whether a name can stand in a path without quotes.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '#' | '$'))
}

/// A text cut to what is quoted in a diagnostic.
pub(crate) fn short(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
