use rebounce::{AssetError, Assets, Options, Render};
use rebounce_dsp::{Recording, soundfont::Font};
use std::sync::Arc;
struct One(Arc<Font>);
impl Assets for One {
    fn recording(&self, _: &str) -> Result<Arc<Recording>, AssetError> {
        unreachable!()
    }
    fn font(&self, _: &str) -> Result<Arc<Font>, AssetError> {
        Ok(Arc::clone(&self.0))
    }
}
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let font = Arc::new(rebounce_codec::soundfont(std::fs::read(&a[1]).unwrap()).unwrap().font);
    for song in &a[2..] {
        let bytes = std::fs::read(song).unwrap();
        let presets = font
            .presets()
            .iter()
            .map(|p| rebounce_import::FontPreset {
                bank: p.bank,
                program: p.program,
                ..Default::default()
            })
            .collect();
        let fonts = rebounce_import::Fonts(vec![rebounce_import::Font {
            reference: "x".into(),
            offset: 0,
            presets,
        }]);
        let read = rebounce_import::read_with(&bytes, &fonts, &rebounce_import::Limits::default())
            .unwrap();
        for prints in [0, 64 << 20] {
            let mut options = Options::default();
            options.threads = 1;
            options.limits.print_bytes = prints;
            let began = std::time::Instant::now();
            let mut render = Render::new(&read.song, &One(font.clone()), &options).unwrap();
            let frames: f64 = render.plan().batches.iter().map(|b| b.voice_frames).sum();
            let prepared = began.elapsed().as_secs_f64();
            while render.next_window().is_some() {}
            let s = began.elapsed().as_secs_f64();
            let report = render.finish();
            println!(
                "{} prints {prints}: {s:.3} s (prepare {prepared:.3}), {:.2} ns/voice-frame, {:.1} voices on average, fill {:.2}",
                song.rsplit('/').next().unwrap(),
                s * 1e9 / frames,
                frames / report.audio.frames as f64,
                report.prints.lane_fill
            );
            for t in &report.tracks {
                if prints == 0 {
                    println!("   {} {:.3} s", t.id, t.seconds);
                }
            }
        }
    }
}
