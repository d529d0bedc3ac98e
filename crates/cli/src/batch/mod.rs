//! Many songs into one folder: which ones, what they become, which are done already.

mod items;
mod manifest;
mod tell;
mod work;

pub(crate) use items::{Item, find, name};
pub(crate) use manifest::{Entry, Manifest, hash_of};
pub(crate) use tell::{Outcome, Tell};
pub(crate) use work::Work;
