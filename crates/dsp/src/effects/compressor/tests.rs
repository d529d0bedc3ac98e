use super::*;
use crate::effects::laws;

fn default() -> CompressorPatch {
    CompressorPatch::default()
}

#[test]
fn it_keeps_the_laws() {
    laws::cuts_are_not_heard(|| Box::new(Compressor::new(&default(), 48_000.0)));
    laws::it_dies_away(&mut Compressor::new(&default(), 48_000.0), 20_000, 4.0);
    laws::all_the_same(
        Level::all()
            .into_iter()
            .map(|level| -> Box<dyn Effect> {
                Box::new(Compressor::with_level(&default(), 48_000.0, level))
            })
            .collect(),
    );
}
