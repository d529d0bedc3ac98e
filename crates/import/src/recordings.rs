//! Where recordings are found: a document's list of them, by id.

use crate::node::Node;
use crate::object::Object;
use std::cell::Cell;
use std::collections::BTreeMap;

/// URLs of recordings by id.
#[derive(Default)]
pub(crate) struct Recordings {
    urls: BTreeMap<String, String>,
    /// Bytes of URLs handed out by id so far.
    copied: Cell<usize>,
}

/// Most bytes of URLs that are handed out by id, so that a document that names one recording of a
/// hundred megabytes a million times does not fill the memory.
const MOST_COPIED: usize = 1 << 29;

impl Recordings {
    /// Adds the assets at `node`.
    pub(crate) fn add_all(&mut self, node: &Node<'_>) {
        for (key, item) in node.members() {
            let Some(object) = Object::of(&item) else {
                item.warn("not-an-asset", "an asset: {id, url}", "left out");
                continue;
            };
            let Some(url) = object.text(&["url", "storageKey"]) else { continue };
            let ids = ["id", "assetId"].map(|name| object.raw(name).map(|id| id.plain()));
            for id in ids.into_iter().flatten().chain(key.map(str::to_owned)) {
                self.urls.entry(id).or_insert_with(|| url.clone());
            }
        }
    }

    /// Adds one recording, unless there is one of that id.
    pub(crate) fn add(&mut self, id: &str, url: &str) {
        self.urls.entry(id.to_owned()).or_insert_with(|| url.to_owned());
    }

    /// The recording that `object` names: by its URL, else by its id.
    pub(crate) fn of(&self, object: &Object<'_>) -> Option<String> {
        let id = object.get(&["assetId"]).map(|node| (node, node.plain()));
        if let Some(node) = object.get(&["url"]) {
            let url = node.text().filter(|url| !url.is_empty());
            match (&url, &id) {
                // A blob lives as long as the page that made it.
                (Some(url), Some((_, id))) if url.starts_with("blob:") => {
                    if let Some(found) = self.copy(id) {
                        return Some(found);
                    }
                    node.error("blob-url", "a URL that outlives its page", "kept as it is");
                }
                (Some(url), None) if url.starts_with("blob:") => {
                    node.error("blob-url", "a URL that outlives its page", "kept as it is");
                }
                _ => {}
            }
            if url.is_some() {
                return url;
            }
        }
        let (node, id) = id?;
        Some(self.listed(&node, id))
    }

    /// The URL of the asset `id`, or the id itself if no list has it.
    pub(crate) fn listed(&self, node: &Node<'_>, id: String) -> String {
        if let Some(url) = self.copy(&id) {
            return url;
        }
        node.error("unknown-asset", "an asset that the document lists", "its id used as its file");
        id
    }

    /// A copy of the URL, while there is room for copies.
    fn copy(&self, id: &str) -> Option<String> {
        let url = self.urls.get(id)?;
        let copied = self.copied.get() + url.len();
        (copied <= MOST_COPIED).then(|| {
            self.copied.set(copied);
            url.clone()
        })
    }
}
