//! Files of one pass: equally long, on time, at one gain.

mod songs;

use rebounce::NoAssets;
use rebounce_codec::{DecodeLimits, decode};
use rebounce_export::{
    Export, File, FileKind, Level, Moment, Process, Quality, RenderOptions, Session, What,
    cpu_savings,
};
use rebounce_song::Beats;
use songs::{band, peak};

fn session() -> Session<'static> {
    let mut session = Session::new(&NoAssets);
    session.options.threads = 1;
    session.now = Moment(1_767_323_045_678);
    session
}

fn names(files: &[File]) -> Vec<&str> {
    files.iter().map(|file| file.name.as_str()).collect()
}

#[test]
fn channels_stems_and_mix_are_equally_long_and_add_up() {
    // A linear mixer, so that sums can be compared.
    let mut song = band();
    song.mixer.master.inserts.clear();
    song.mixer.tracks.iter_mut().for_each(|track| track.inserts.clear());
    for what in [What::Channels, What::Stems] {
        let export = Export { what, with_mix: true, ..Export::default() };
        let files = session().export_pattern(&song, "beat", &export).unwrap();
        let [mix, parts @ ..] = &files[..] else { panic!("a mix and its parts") };
        assert_eq!(parts.len(), if what == What::Channels { 3 } else { 2 });
        let mut sum = vec![0.0f32; mix.audio.frames()];
        for part in parts {
            assert_eq!(part.audio.frames(), mix.audio.frames());
            sum.iter_mut().zip(&part.audio.channels[0]).for_each(|(sum, x)| *sum += x);
        }
        let both = sum.iter().zip(&mix.audio.channels[0]);
        let off = both.fold(0.0f32, |most, (a, b)| most.max((a - b).abs()));
        assert!(off <= 1e-6 * mix.audio.peak(), "{off}");
        // The loudest of all files is at full scale, and no other.
        let peaks: Vec<f32> = files.iter().map(|file| file.audio.peak()).collect();
        let loudest = peaks.iter().copied().fold(0.0, f32::max);
        assert!((loudest - 1.0).abs() < 1e-6, "{peaks:?}");
    }
}

#[test]
fn files_are_named_by_the_old_templates() {
    let export = |export: Export| session().export_pattern(&band(), "beat", &export).unwrap();
    assert_eq!(names(&export(Export::default())), ["Beat_1767323045678.wav"]);
    assert_eq!(
        names(&export(Export::channels())),
        [
            "Beat_Kick_1767323045678.wav",
            "Beat_Hat_1767323045678.wav",
            "Beat_Sub bass_1767323045678.wav"
        ]
    );
    let stems = Export { options: RenderOptions::default(), ..Export::stems() };
    assert_eq!(
        names(&export(stems)),
        ["Beat_drums_1767323045678.wav", "Beat_bass_1767323045678.wav"]
    );
    assert_eq!(names(&export(Export::freeze())), ["Beat_frozen.wav"]);
    let same = Export { template: Some("x".to_owned()), ..Export::channels() };
    assert_eq!(names(&export(same)), ["x.wav", "x-2.wav", "x-3.wav"]);
}

#[test]
fn every_depth_and_kind_is_a_file_that_reads_back() {
    for (quality, kind) in [
        (Quality::STANDARD, FileKind::Wav),
        (Quality::HIGH, FileKind::Wav),
        (Quality { sample_rate: 32_000, bit_depth: 32 }, FileKind::Wav),
        (Quality::HIGH, FileKind::Flac),
    ] {
        let options = RenderOptions { quality: Some(quality), ..RenderOptions::default() };
        let export = Export { options, kind, ..Export::default() };
        let files = session().export_pattern(&band(), "beat", &export).unwrap();
        let read = decode(&files[0].bytes, &DecodeLimits::default()).unwrap().recording;
        assert_eq!(read.sample_rate, quality.sample_rate);
        assert_eq!(files[0].mime, kind.mime());
        // A step and a half of rounding and dither, and what is held at full scale.
        let step = 1.0 / (1_u32 << (quality.bit_depth.min(24) - 1)) as f32;
        for (read, wanted) in read.channels[0].iter().zip(&files[0].audio.channels[0]) {
            assert!((read - wanted).abs() <= 2.5 * step, "{read} {wanted}");
        }
        assert!(peak(&read.channels[0]) > 0.9);
    }
}

#[test]
fn a_selection_is_a_part_and_a_freeze_is_not_faded_or_scaled() {
    let what = What::Selection { from: Beats(1.0), to: Beats(3.0) };
    let files = session().export_pattern(&band(), "beat", &Export { what, ..Export::default() });
    let beat = |beats: f64| (beats * 60.0 / 127.0 * 44_100.0).round() as usize;
    assert_eq!(files.unwrap()[0].audio.frames(), beat(3.0) - beat(1.0));
    let arranged = Export { what, ..Export::default() };
    let files = session().export_arrangement(&band(), &arranged).unwrap();
    assert_eq!(files[0].audio.frames(), beat(3.0) - beat(1.0));
    let frozen = session().export_pattern(&band(), "beat", &Export::freeze()).unwrap();
    let options = RenderOptions { fade_out: false, ..RenderOptions::default() };
    let take = session().render_pattern(&band(), "beat", &options).unwrap();
    assert!(frozen[0].audio == take.audio);
}

#[test]
fn channels_by_mixer_track_hold_what_is_heard_through_them() {
    let tracks = ["drums", "bass", "master", "empty"].map(str::to_owned);
    let export = Export::default();
    let files = session().export_channels(&band(), "beat", &tracks, &export).unwrap();
    assert_eq!(names(&files), ["Mix.wav", "Drums.wav", "Bass.wav", "empty.wav"]);
    assert!(files[1].audio.peak() > 0.1 && files[2].audio.peak() > 0.1);
    assert_eq!(files[3].audio.peak(), 0.0);
    assert!(files.iter().all(|file| file.audio.frames() == files[0].audio.frames()));
}

#[test]
fn a_batch_goes_on_behind_what_fails() {
    let ids = ["beat", "x", "tune"].map(str::to_owned);
    let batch = session().batch(&band(), &ids, &Export::default());
    let done: Vec<_> = batch.iter().map(|(id, files)| (id.as_str(), files.is_ok())).collect();
    assert_eq!(done, [("beat", true), ("x", false), ("tune", true)]);
    let error = batch[1].1.as_ref().unwrap_err();
    assert_eq!(error.to_string(), "Pattern x not found");
}

#[test]
fn several_levels_at_once_are_ceilings() {
    let normalize = vec![Level::Loudness(-14.0), Level::TruePeak(-1.0)];
    let process = Process { normalize, ..Process::default() };
    let export = Export { process, ..Export::default() };
    let files = session().export_pattern(&band(), "beat", &export).unwrap();
    let mut meter = rebounce_export::Meter::new(44_100, &[Level::Loudness(0.0)]);
    meter.add(&files[0].audio.channels[0], &files[0].audio.channels[1]);
    let levels = meter.levels();
    let true_peak = 20.0 * libm::log10(levels.true_peak);
    assert!(levels.lufs <= -13.999 && true_peak <= -0.999, "{} {true_peak}", levels.lufs);
    assert!(levels.lufs > -14.001 || true_peak > -1.001, "one of them is reached");
}

#[test]
fn savings_follow_the_rule_of_thumb() {
    let song = band();
    let savings = cpu_savings(&song, &song.patterns[0]);
    assert_eq!(savings.estimated_savings, "60%");
    assert_eq!((savings.instrument_count, savings.note_count), (3, 13));
    let mut many = song.patterns[0].clone();
    let note = many.parts[0].notes[0].clone();
    many.parts[0].notes = vec![note; 51];
    assert_eq!(cpu_savings(&song, &many).estimated_savings, "65%");
}
