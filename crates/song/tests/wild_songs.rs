//! Whatever a song holds, the check ends, and has nothing more to say about what it made of it.

mod songs;

use proptest::prelude::*;
use rebounce_song::check::{Limits, check};
use rebounce_song::pattern::Slide;
use rebounce_song::{Beats, json};
use serde_json::Value;

/// One change of a document: a place, chosen by a number, and what is done there.
#[derive(Clone, Debug)]
enum Wildness {
    /// Another number.
    Number(u32, f64),
    /// Another word: mostly ids, so that references break, meet and lead in circles.
    Word(u32, &'static str),
    /// An item of a list once more.
    Double(u32),
    /// A list backwards.
    Reverse(u32),
    /// An item of a list less.
    Drop(u32),
}

const WORDS: &[&str] =
    &["", "master", "synths", "drums", "keys", "room", "echo", "lead", "hat", "A", "B", "row", "x"];

fn wild_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(0.0),
        Just(-0.0),
        Just(1.0),
        Just(1e-300),
        Just(f64::MAX),
        Just(f64::MIN),
        (-200..200_i32).prop_map(f64::from),
        -2.0..2.0,
        -1e9..1e9,
    ]
}

fn wildness() -> impl Strategy<Value = Wildness> {
    prop_oneof![
        4 => (any::<u32>(), wild_number()).prop_map(|(at, number)| Wildness::Number(at, number)),
        3 => (any::<u32>(), prop::sample::select(WORDS)).prop_map(|(at, word)| Wildness::Word(at, word)),
        1 => any::<u32>().prop_map(Wildness::Double),
        1 => any::<u32>().prop_map(Wildness::Reverse),
        1 => any::<u32>().prop_map(Wildness::Drop),
    ]
}

/// All values below one for which a test holds.
fn all<'a>(value: &'a mut Value, test: fn(&Value) -> bool, found: &mut Vec<&'a mut Value>) {
    if test(value) {
        found.push(value);
        return;
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| all(item, test, found)),
        Value::Object(fields) => fields.values_mut().for_each(|field| all(field, test, found)),
        _ => {}
    }
}

/// The lists of a document, each on the way to the next.
fn list(value: &mut Value, at: u32) -> Option<&mut Vec<Value>> {
    let mut place = at as usize;
    let mut here = value;
    loop {
        let mut lists = Vec::new();
        all(here, |value| value.as_array().is_some_and(|items| !items.is_empty()), &mut lists);
        let count = lists.len();
        let chosen = lists.into_iter().nth(place.checked_rem(count)?)?;
        place /= count;
        let deeper = place % 2 == 1
            && chosen.as_array().is_some_and(|items| items.iter().any(Value::is_object));
        place /= 2;
        if !deeper {
            return chosen.as_array_mut();
        }
        let items = chosen.as_array_mut()?;
        let count = items.len();
        here = &mut items[place % count];
        place /= count;
        let mut inner = Vec::new();
        all(here, |value| value.as_array().is_some_and(|items| !items.is_empty()), &mut inner);
        if inner.is_empty() {
            return None;
        }
    }
}

fn change(document: &mut Value, wildness: &Wildness) {
    let put = |document: &mut Value, at: u32, test: fn(&Value) -> bool, new: Value| {
        let mut places = Vec::new();
        all(document, test, &mut places);
        let count = places.len();
        *places.swap_remove(at as usize % count) = new;
    };
    match *wildness {
        Wildness::Number(at, number) => put(document, at, Value::is_number, number.into()),
        Wildness::Word(at, word) => put(document, at, Value::is_string, word.into()),
        Wildness::Double(at) => {
            if let Some(items) = list(document, at) {
                let again = items[at as usize % items.len()].clone();
                items.push(again);
            }
        }
        Wildness::Reverse(at) => {
            if let Some(items) = list(document, at) {
                items.reverse();
            }
        }
        Wildness::Drop(at) => {
            if let Some(items) = list(document, at) {
                items.remove(at as usize % items.len());
            }
        }
    }
}

fn wild_document() -> impl Strategy<Value = String> {
    prop::collection::vec(wildness(), 1..20).prop_map(|changes| {
        let written = json::write(&songs::rich());
        let mut document: Value = serde_json::from_str(&written).expect("what was written is JSON");
        for one in &changes {
            let before = document.clone();
            change(&mut document, one);
            // A song must remain of the format: a change that breaks it is taken back.
            if json::read(&document.to_string()).is_err() {
                document = before;
            }
        }
        document.to_string()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_checked_song_has_nothing_left_to_check(document in wild_document()) {
        let limits = Limits::default();
        let mut song = json::read(&document).expect("wild documents are of the format");
        if let Ok(found) = check(&mut song, &limits) {
            for one in &found {
                prop_assert!(!one.place.is_empty() && !one.action.is_empty(), "{one:?}");
            }
            let once = song.clone();
            let again = check(&mut song, &limits).expect("a legal song passes");
            prop_assert_eq!(again, vec![]);
            prop_assert_eq!(&song, &once);
            prop_assert_eq!(json::read(&json::write(&song)).expect("it is written to be read"), once);
        }
    }

    #[test]
    fn whatever_floats_there_are_become_legal(
        numbers in prop::collection::vec(prop::num::f64::ANY, 16),
        parameters in prop::collection::vec(prop::num::f32::ANY, 32),
    ) {
        let mut song = songs::rich();
        let n = |i: usize| numbers[i];
        song.tempo.0 = n(0);
        song.swing.amount = n(1);
        song.swing.subdivision.0 = n(2);
        song.tempo_changes[0].at.0 = n(3);
        song.tempo_changes[1].tempo.0 = n(4);
        let note = &mut song.patterns[0].parts[0].notes[1];
        (note.start.0, note.length.0, note.key, note.velocity) = (n(5), n(6), n(7), n(8));
        note.mod_wheel = Some(n(9));
        note.bend[1].at = n(10);
        note.slide = Some(Slide { to_key: n(11), length: Beats(n(12)) });
        song.patterns[1].length = Some(Beats(n(13)));
        song.arrangement.clips[0].length.0 = n(14);
        song.arrangement.clips[1].start.0 = n(15);
        for effect in song.mixer.tracks.iter_mut().flat_map(|track| &mut track.inserts) {
            for (index, &parameter) in parameters.iter().enumerate() {
                effect.settings.set(index, parameter);
            }
        }
        check(&mut song, &Limits::default()).expect("no way leads back");
        prop_assert_eq!(check(&mut song, &Limits::default()).expect("a legal song passes"), vec![]);
        let effects = song.mixer.tracks.iter().flat_map(|track| &track.inserts);
        for settings in effects.map(|effect| &effect.settings) {
            for (index, parameter) in settings.parameters().iter().enumerate() {
                let value = settings.value(index).expect("each record has a value");
                prop_assert!((parameter.min..=parameter.max).contains(&value), "{}", parameter.name);
            }
        }
        prop_assert_eq!(json::read(&json::write(&song)).expect("no number is left that is none"), song);
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}", at in any::<prop::sample::Index>()) {
        let _ = json::read(&text);
        let mut written = json::write(&songs::rich());
        let at = at.index(written.len());
        if written.is_char_boundary(at) {
            written.insert_str(at, &text);
            if let Ok(song) = json::read(&written) {
                prop_assert_eq!(json::read(&json::write(&song)).expect("it is written to be read"), song);
            }
        }
    }
}
