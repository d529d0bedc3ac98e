//! A path into a song, built without allocating: only a fault writes it out.

use std::fmt;

/// A path into a song, such as `patterns[0].parts[1].notes[3].velocity`.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    step: Step,
}

#[derive(Clone, Copy)]
enum Step {
    Root,
    Field(&'static str),
    Index(usize),
}

impl Place<'static> {
    /// The song itself.
    pub(super) const ROOT: Self = Self { parent: None, step: Step::Root };
}

impl<'a> Place<'a> {
    /// A field of what is here, by its name in songs.
    pub(super) fn field(&'a self, name: &'static str) -> Self {
        Self { parent: Some(self), step: Step::Field(name) }
    }

    /// An item of the list that is here.
    pub(super) fn item(&'a self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Index(index) }
    }

    /// The nearest field's name in kebab case, for a diagnostic's code.
    pub(super) fn kebab(&self) -> String {
        let mut kebab = String::new();
        match (self.step, self.parent) {
            (Step::Field(name), _) => {
                for c in name.chars() {
                    if c.is_ascii_uppercase() {
                        kebab.push('-');
                    }
                    kebab.push(c.to_ascii_lowercase());
                }
                kebab
            }
            (_, Some(parent)) => parent.kebab(),
            (_, None) => kebab,
        }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Field(name) if matches!(self.parent, Some(Place { step: Step::Root, .. })) => {
                f.write_str(name)
            }
            Step::Field(name) => write!(f, ".{name}"),
            Step::Index(index) => write!(f, "[{index}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_written_as_a_path() {
        let patterns = Place::ROOT.field("patterns");
        let pattern = patterns.item(3);
        let at = pattern.field("releaseVelocity");
        assert_eq!(at.to_string(), "patterns[3].releaseVelocity");
        assert_eq!(at.kebab(), "release-velocity");
        assert_eq!(pattern.kebab(), "patterns");
    }
}
