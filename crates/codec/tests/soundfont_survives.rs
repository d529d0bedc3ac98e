//! Damaged SoundFonts end in an error or in what could be saved, and whatever is read can be
//! played: no panic, and no more memory than the file's tables account for.

#[path = "support/font.rs"]
mod font;
#[path = "support/played.rs"]
mod played;

use font::{Builder, Sample, Zone};
use played::{font, play, survives};
use proptest::prelude::*;
use rebounce_codec::soundfont;
use rebounce_dsp::batch::{Batch, Patch, Room};
use rebounce_dsp::lanes::Level;
use rebounce_dsp::soundfont::{MOST, Patch as FontPatch, regions};
use rebounce_dsp::voice::Voice;
use std::sync::Arc;

#[test]
fn a_font_in_order_has_no_notes_and_plays() {
    let read = soundfont(font().bytes()).unwrap();
    assert_eq!(read.notes, vec![]);
    assert_eq!((read.font.presets().len(), read.font.name.as_str()), (2, "Tiny"));
    let font = Arc::new(read.font);
    let patch = FontPatch::new(&font, &font.presets()[0], false, 44_100.0);
    assert_eq!(patch.regions(60.0, 1.0).count(), 2);
    assert_eq!(patch.regions(91.0, 1.0).count(), 1);
    play(&font);
}

#[test]
fn what_is_no_font_is_refused() {
    for bytes in [&b""[..], b"RIFF", b"RIFF\x04\0\0\0sfbk", b"RIFF\x04\0\0\0WAVE"] {
        assert!(soundfont(bytes.to_vec()).is_err());
    }
}

#[test]
fn a_font_is_cut_anywhere() {
    let bytes = font().bytes();
    for end in 0..bytes.len() {
        survives(bytes[..end].to_vec());
    }
}

#[test]
fn what_lies_is_mended_with_a_word() {
    let told = |builder: &Builder| {
        let read = soundfont(builder.bytes()).unwrap();
        let words = read.notes.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        play(&Arc::new(read.font));
        words
    };
    let with = |change: &dyn Fn(&mut Builder)| {
        let mut builder = font();
        change(&mut builder);
        told(&builder)
    };
    let loops = with(&|it| it.samples[0].turn = [90_000, u32::MAX]);
    assert!(loops.contains("a loop lies outside its sample"), "{loops}");
    let empty = with(&|it| it.samples[1].place = Some([650, 650]));
    assert!(empty.contains("a sample has no frames"), "{empty}");
    let far = with(&|it| it.samples[1].place = Some([600, 4_000_000_000]));
    assert!(far.contains("ends behind the file's samples"), "{far}");
    let rom = with(&|it| it.samples[1].kind = 0x8001);
    assert!(rom.contains("ROM"), "{rom}");
    let still = with(&|it| it.samples[1].rate = 0);
    assert!(still.contains("no rate"), "{still}");
    let nobody = with(&|it| it.instruments[0].push(Zone::new(&[(53, 99)])));
    assert!(nobody.contains("plays what is not there"), "{nobody}");
    let nothing = with(&|it| it.instruments[0].push(Zone::new(&[(8, 99)])));
    assert!(nothing.contains("plays nothing"), "{nothing}");
    // An instrument cannot name a preset, so nothing turns in circles.
    let other = with(&|it| it.presets[0].zones.push(Zone::new(&[(41, 7000)])));
    assert!(other.contains("plays what is not there"), "{other}");
}

#[test]
fn a_preset_of_everything_a_thousand_times_is_bounded() {
    let mut builder = font();
    let zones = vec![Zone::new(&[(53, 0)]); 1000];
    builder.preset(0, 5, zones);
    let instrument = (builder.instruments.len() - 1) as i16;
    builder.presets[2].zones = vec![Zone::new(&[(41, instrument)]); 1000];
    let read = soundfont(builder.bytes()).unwrap();
    let (all, cut) = regions(&read.font, &read.font.presets()[2], false);
    assert_eq!((all.len(), cut), (MOST, true));
}

#[test]
fn a_compressed_sample_is_decoded_when_it_is_played() {
    let packed = include_bytes!("sounds/sine.ogg").to_vec();
    let mut sample = Sample::new(Vec::new(), [100, 1000], 69);
    (sample.kind, sample.place) = (0x11, Some([0, packed.len() as u32]));
    let mut builder = Builder { samples: vec![sample], ..Builder::default() };
    builder.packed = Some(packed);
    builder.preset(0, 0, vec![Zone::new(&[(54, 1), (53, 0)])]);
    let bytes = builder.bytes();
    let read = soundfont(bytes.clone()).unwrap();
    assert_eq!(read.notes, vec![]);
    let font = Arc::new(read.font);
    let before = font.size();
    let patch = FontPatch::new(&font, &font.presets()[0], false, 44_100.0);
    assert!(font.size() > before);
    let patch = Arc::new(Patch::SoundFont(patch));
    let voices = [Voice { gate: 4000, key: 69.0, ..Voice::default() }];
    let mut batch = Batch::new(&patch, voices.into_iter(), true, Room::default());
    let (mut left, mut right) = ([0.0; 4000], [0.0; 4000]);
    assert!(batch.render(Level::best(), &mut left, &mut right));
    assert!(left.iter().any(|sample| sample.abs() > 0.05));
    // Its bytes may be anything.
    for at in (0..bytes.len()).step_by(61) {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0x5A;
        survives(bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_font_with_some_bytes_changed_survives(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let mut bytes = font().bytes();
        // The samples, which may be anything, lie in front.
        let tables = bytes.windows(4).position(|it| it == b"pdta").unwrap();
        for (place, byte) in changes {
            let length = bytes.len() - tables;
            bytes[tables + place.index(length)] = byte;
        }
        survives(bytes);
    }

    #[test]
    fn generators_of_any_number_and_amount_survive(
        generators in prop::collection::vec((0_u16..64, any::<i16>()), 1..12),
        modulators in prop::collection::vec(any::<[u16; 5]>(), 0..4),
    ) {
        let mut builder = font();
        let mut zone = Zone::new(&generators);
        zone.generators.retain(|(number, _)| !matches!(number, 41 | 53));
        zone.generators.push((53, 0));
        zone.modulators = modulators;
        builder.preset(0, 9, vec![zone]);
        survives(builder.bytes());
    }
}
