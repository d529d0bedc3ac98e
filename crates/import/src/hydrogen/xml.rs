//! Elements of a Hydrogen document, asked for by name.

use crate::report::Report;
use rebounce_song::{Diagnostic, Severity};
use roxmltree::{Document, Node};
use std::ops::RangeInclusive;

/// An element.
#[derive(Clone, Copy)]
pub(super) struct Element<'a, 'input>(Node<'a, 'input>);

impl<'a, 'input> Element<'a, 'input> {
    pub(super) fn root(document: &'a Document<'input>) -> Self {
        Self(document.root_element())
    }

    pub(super) fn name(&self) -> &'a str {
        self.0.tag_name().name()
    }

    /// The first child of that name.
    pub(super) fn child(&self, name: &str) -> Option<Self> {
        self.0.children().find(|node| node.tag_name().name() == name).map(Self)
    }

    /// All children of that name.
    pub(super) fn children(&self, name: &'a str) -> impl Iterator<Item = Self> + use<'a, 'input> {
        self.0.children().filter(move |node| node.tag_name().name() == name).map(Self)
    }

    /// All children that are elements.
    pub(super) fn elements(&self) -> impl Iterator<Item = Self> + use<'a, 'input> {
        self.0.children().filter(Node::is_element).map(Self)
    }

    /// Its own text, trimmed.
    pub(super) fn own(&self) -> &'a str {
        self.0.text().unwrap_or_default().trim()
    }

    /// The text of a child; empty if there is none.
    pub(super) fn text(&self, name: &str) -> &'a str {
        self.child(name).map(|child| child.own()).unwrap_or_default()
    }

    /// A child's `true` or `false`.
    pub(super) fn is(&self, name: &str, default: bool) -> bool {
        match self.text(name) {
            "true" | "1" => true,
            "false" | "0" => false,
            _ => default,
        }
    }

    /// A child's number, brought into a range with a word; `default` where there is none.
    pub(super) fn number(
        &self,
        name: &str,
        default: f64,
        range: RangeInclusive<f64>,
        report: &mut Report,
    ) -> f64 {
        let Some(child) = self.child(name) else { return default };
        let (low, high) = (*range.start(), *range.end());
        let wanted = || format!("a number from {low} to {high}");
        match child.own().parse::<f64>().ok().filter(|value| value.is_finite()) {
            Some(value) if range.contains(&value) => value,
            Some(value) => {
                let found = format!("{name} {value}");
                self.warn(report, "out-of-range", found, &wanted(), "brought into the range");
                value.clamp(low, high)
            }
            None => {
                let found =
                    format!("{name} {:?}", child.own().chars().take(40).collect::<String>());
                self.warn(report, "not-a-number", found, &wanted(), &format!("{default} is used"));
                default
            }
        }
    }

    /// Line of the document, for people.
    fn place(&self) -> String {
        let at = self.0.document().text_pos_at(self.0.range().start);
        format!("line {}, <{}>", at.row, self.name())
    }

    /// Says something about it.
    pub(super) fn warn(
        &self,
        report: &mut Report,
        code: &'static str,
        found: String,
        wanted: &str,
        action: &str,
    ) {
        report.fold(code, Severity::Warning, found.clone(), || {
            Diagnostic::new(Severity::Warning, code, self.place(), found, wanted, action)
        });
    }
}
