use super::*;
use crate::effects::laws;

const KINDS: [BandKind; 6] = [
    BandKind::Peaking,
    BandKind::LowShelf,
    BandKind::HighShelf,
    BandKind::Notch,
    BandKind::LowPass,
    BandKind::HighPass,
];

fn patch(bands: &[Band]) -> MultibandEqPatch {
    MultibandEqPatch { wet: 1.0, output: 1.0, bands: bands.to_vec() }
}

#[test]
fn it_keeps_the_laws() {
    let dynamic =
        Some(Dynamics { threshold_db: -30.0, ratio: 4.0, attack_s: 0.01, release_s: 0.1 });
    let bands: Vec<Band> = KINDS
        .into_iter()
        .zip(1_u8..)
        .map(|(kind, n)| Band {
            kind,
            frequency_hz: 300.0 * f32::from(n),
            gain_db: 6.0,
            q: 0.7,
            dynamic,
            ..Band::default()
        })
        .collect();
    laws::cuts_are_not_heard(|| Box::new(MultibandEq::new(&patch(&bands[..4]), 48_000.0)));
    laws::it_dies_away(&mut MultibandEq::new(&patch(&bands), 48_000.0), 20_000, 4.0);
}
