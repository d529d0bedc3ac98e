use super::*;
use crate::effects::laws;

#[test]
fn the_track_eq_keeps_the_laws() {
    for sample_rate in [8000.0, 48_000.0, 192_000.0] {
        for corner in 0..27 {
            let gain = |place: u32| (corner / 3_u32.pow(place) % 3) as f32 * 24.0 - 24.0;
            let mut eq = TrackEq::new(gain(0), gain(1), gain(2), sample_rate);
            laws::it_dies_away(&mut eq, 20_000, 4.0);
        }
    }
    laws::cuts_are_not_heard(|| {
        let mut eq = TrackEq::new(6.0, -6.0, 12.0, 48_000.0);
        eq.aim(-6.0, 12.0, 3.0);
        Box::new(eq)
    });
}
