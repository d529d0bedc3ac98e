//! Things that are named by an id, of which the first counts.

use crate::node::Node;
use rebounce_song::Severity;
use std::collections::BTreeMap;

/// What was there first under each id.
#[derive(Default)]
pub(crate) struct Firsts {
    digests: BTreeMap<String, u64>,
    /// Whether the document brings the same things along again and again, as a sequence of patterns
    /// does; then one that is not the same is a smaller matter.
    pub(crate) repeats: bool,
}

impl Firsts {
    /// Whether `node` is the first under its id; says so if it is not, nor equal to the first.
    pub(crate) fn is_first(&mut self, id: &str, node: &Node<'_>) -> bool {
        let digest = node.value.digest();
        let Some(first) = self.digests.get(id) else {
            self.digests.insert(id.to_owned(), digest);
            return true;
        };
        let severity = if self.repeats { Severity::Warning } else { Severity::Error };
        if !self.repeats || *first != digest {
            node.say(severity, "doubled-id", "each id once", "left out: the first counts");
        }
        false
    }
}
