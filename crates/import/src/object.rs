//! An object of the document, read field by field. Each field asked for is marked, so that at the
//! end those that nobody asked for can be named: nothing is passed over in silence.

use crate::json::Json;
use crate::node::Node;
use rebounce_song::Severity;
use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::RangeInclusive;

/// Objects up to this size are searched from end to end, larger ones by an index.
const SMALL: usize = 24;

/// An object that is being read.
pub(crate) struct Object<'n> {
    pub(crate) node: &'n Node<'n>,
    entries: &'n [(Cow<'n, str>, Json<'n>)],
    /// Places of the entries in the order of their names, doubled ones in the order of the
    /// document; empty for small objects.
    index: Vec<usize>,
    /// Places of entries that a later one of the same name overrides, as in JavaScript.
    doubled: Vec<usize>,
    seen: RefCell<Vec<bool>>,
}

impl<'n> Object<'n> {
    /// The object at `node`; `None`, without a word, if there is none.
    pub(crate) fn of(node: &'n Node<'n>) -> Option<Self> {
        let Json::Object(entries) = node.value else { return None };
        let mut index = Vec::new();
        if entries.len() > SMALL {
            index = (0..entries.len()).collect();
            index.sort_by(|a, b| (&entries[*a].0, a).cmp(&(&entries[*b].0, b)));
        }
        let doubled = doubled(entries, &index);
        let mut seen = vec![false; entries.len()];
        doubled.iter().for_each(|at| seen[*at] = true);
        Some(Self { node, entries, index, doubled, seen: RefCell::new(seen) })
    }

    /// Where the field of this name stands; the last one if there are several.
    fn position(&self, name: &str) -> Option<usize> {
        if self.index.is_empty() {
            return self.entries.iter().rposition(|(have, _)| have == name);
        }
        let after = self.index.partition_point(|at| self.entries[*at].0.as_ref() <= name);
        let at = self.index[after.checked_sub(1)?];
        (self.entries[at].0 == name).then_some(at)
    }

    /// The field, null or not, marked as asked for.
    pub(crate) fn raw(&self, name: &str) -> Option<Node<'n>> {
        let at = self.position(name)?;
        self.seen.borrow_mut()[at] = true;
        let (name, value) = &self.entries[at];
        Some(self.node.below(name, value))
    }

    /// Whether there is such a field; it is not marked.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.position(name).is_some_and(|at| !matches!(self.entries[at].1, Json::Null))
    }

    /// The first of these fields that is there and not null. One that is there too and says
    /// something else is mentioned.
    pub(crate) fn get(&self, names: &[&str]) -> Option<Node<'n>> {
        let mut first: Option<(Node<'n>, &str)> = None;
        for name in names {
            let Some(node) = self.raw(name).filter(|node| !node.is_null()) else { continue };
            match &first {
                None => first = Some((node, name)),
                Some((winner, by)) if winner.value != node.value => node.fold(
                    Severity::Info,
                    "second-spelling",
                    format!("{by}/{name}"),
                    &format!("only `{by}`"),
                    &format!("ignored: `{by}` counts"),
                ),
                Some(_) => {}
            }
        }
        first.map(|(node, _)| node)
    }

    /// A number in a range, under the first of these names.
    pub(crate) fn number(&self, names: &[&str], range: RangeInclusive<f64>) -> Option<f64> {
        self.get(names)?.number_in(range)
    }

    /// Puts a number in a range into `target`, if there is one.
    pub(crate) fn put(&self, names: &[&str], range: RangeInclusive<f64>, target: &mut f64) {
        if let Some(number) = self.number(names, range) {
            *target = number;
        }
    }

    /// A switch under the first of these names.
    pub(crate) fn flag(&self, names: &[&str]) -> Option<bool> {
        self.get(names)?.flag()
    }

    /// Whether any of these switches is on.
    pub(crate) fn any(&self, names: &[&str]) -> bool {
        let on = |name: &&str| self.get(&[*name]).and_then(|node| node.flag()).unwrap_or(false);
        names.iter().filter(|name| on(name)).count() > 0
    }

    /// A text under the first of these names.
    pub(crate) fn text(&self, names: &[&str]) -> Option<String> {
        self.get(names)?.text()
    }

    /// One of some names, under the first of these names.
    pub(crate) fn choice<T: Clone>(&self, names: &[&str], choices: &[(&str, T)]) -> Option<T> {
        self.get(names)?.choice(choices)
    }

    /// The object's `id`, a text or a number; `None`, without a word, if it has none.
    pub(crate) fn id(&self) -> Option<String> {
        let id = self.raw("id").filter(|id| !id.is_null())?.plain();
        (!id.is_empty()).then_some(id)
    }

    /// Fields that are known to have no effect on sound.
    pub(crate) fn silent(&self, names: &[&str]) {
        for name in names {
            self.raw(name);
        }
    }

    /// Names the fields nobody asked for, and those that were overridden; `what` is the kind of
    /// object, with its article.
    pub(crate) fn finish(&self, what: &str) {
        for (seen, (name, value)) in self.seen.borrow().iter().zip(self.entries) {
            if !seen {
                self.node.below(name, value).unknown_field(what, name);
            }
        }
        for at in &self.doubled {
            let (name, value) = &self.entries[*at];
            let node = self.node.below(name, value);
            node.warn("doubled-field", "each name once", "ignored: the later one counts");
        }
    }
}

/// Places of the entries that a later one of the same name overrides.
fn doubled(entries: &[(Cow<'_, str>, Json<'_>)], index: &[usize]) -> Vec<usize> {
    let same = |a: usize, b: usize| entries[a].0 == entries[b].0;
    if index.is_empty() {
        let overridden = |at: &usize| (at + 1..entries.len()).any(|later| same(*at, later));
        (0..entries.len()).filter(overridden).collect()
    } else {
        index.windows(2).filter(|pair| same(pair[0], pair[1])).map(|pair| pair[0]).collect()
    }
}
