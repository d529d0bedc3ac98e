//! Tests of the schedule that only the crate can see.

use crate::scaling::Costs;
use crate::{NoAssets, Options, Render};
use rebounce_song::json;

#[test]
fn threads_compute_nothing_behind_the_end_of_the_sound() {
    let song = r#"{"format": "rebounce-song", "version": 1,
        "instruments": [{"id": "i", "output": "t", "sound": {"type": "drum"}}],
        "patterns": [{"id": "p", "parts": [{"instrument": "i", "notes": [{"start": 0}]}]}],
        "mixer": {"tracks": [{"id": "t", "inserts": [{"type": "reverb"}]}]}}"#;
    let song = json::read(song).expect("the song is well formed");
    let options = Options { threads: 2, costs: true, ..Options::default() };
    let mut render = Render::new(&song, &NoAssets, &options).expect("the song is legal");
    while render.next_window().is_some() {}
    let plan = render.plan();
    assert!(render.position() < plan.length, "it falls silent before it must");
    let Costs { ticks, window, .. } = render.costs();
    let windows = (plan.skip + render.position()).div_ceil(window as u64);
    assert_eq!(ticks.len() as u64, windows + plan.nodes[plan.output].depth as u64);
}
