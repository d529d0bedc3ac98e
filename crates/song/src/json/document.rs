//! The song's fields as they stand in a document, between `format` and `version`.

use crate::song::Song;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use std::fmt;

/// A song whose map also holds the document's own fields.
pub(super) struct Body(Song);

impl Body {
    /// The song; an error knows its path.
    pub(super) fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Song, serde_path_to_error::Error<D::Error>> {
        serde_path_to_error::deserialize(deserializer).map(|Self(song)| song)
    }
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(BodyVisitor)
    }
}

struct BodyVisitor;

impl<'de> Visitor<'de> for BodyVisitor {
    type Value = Body;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a song")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Body, A::Error> {
        Song::deserialize(MapAccessDeserializer::new(WithoutHeader(map))).map(Body)
    }
}

/// A map without its `format` and `version`, so that the song's own reading can refuse every
/// field it does not know.
struct WithoutHeader<A>(A);

impl<'de, A: MapAccess<'de>> MapAccess<'de> for WithoutHeader<A> {
    type Error = A::Error;

    fn next_key_seed<K>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error>
    where
        K: serde::de::DeserializeSeed<'de>,
    {
        while let Some(key) = self.0.next_key::<String>()? {
            if key == "format" || key == "version" {
                self.0.next_value::<IgnoredAny>()?;
            } else {
                let key = serde::de::value::StringDeserializer::<A::Error>::new(key);
                return seed.deserialize(key).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<V>(&mut self, seed: V) -> Result<V::Value, A::Error>
    where
        V: serde::de::DeserializeSeed<'de>,
    {
        self.0.next_value_seed(seed)
    }
}
