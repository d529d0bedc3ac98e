//! Peaks of a spectrum and the regions around them that move as one (key: laroche1999).

/// Bins of one peak.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Region {
    pub(super) peak: usize,
    pub(super) from: usize,
    /// Past the last.
    pub(super) to: usize,
}

/// Where a spectrum has no peak for as many bins though it is no slope, one is taken all the same:
/// a click's is flat. Four widths of a main lobe.
const WIDEST: usize = 16;
/// Power below a peak's, as a share, from which on bins belong to its slope.
const SLOPE: f32 = 0.01;

/// Power at a bin that may lie beyond the ends, where a real signal's is mirrored.
fn mirrored(power: &[f32], bin: isize) -> f32 {
    let last = power.len() as isize - 1;
    let bin = bin.abs();
    power[if bin > last { 2 * last - bin } else { bin } as usize]
}

/// Lists the regions of a spectrum of which `power` is given by bin, in order and without a gap. A
/// peak is above its two neighbours on either side.
pub(super) fn regions(power: &[f32], out: &mut Vec<Region>) {
    out.clear();
    let mut peak = |bin: usize| match out.last_mut() {
        None => out.push(Region { peak: bin, from: 0, to: power.len() }),
        Some(last) => {
            let from = border(power, last.peak, bin);
            last.to = from;
            out.push(Region { peak: bin, from, to: power.len() });
        }
    };
    let mut last = 0;
    let count = power.len();
    for bin in 0..count {
        let p = power[bin];
        let higher = if bin >= 2 && bin + 2 < count {
            p > power[bin - 1] && p >= power[bin + 1] && p > power[bin - 2] && p >= power[bin + 2]
        } else {
            let at = |offset| mirrored(power, bin as isize + offset);
            p >= at(-1) && p >= at(1) && p >= at(-2) && p >= at(2) && p > 0.0
        };
        if higher || bin - last >= WIDEST && p > SLOPE * power[last] {
            peak(bin);
            last = bin;
        }
    }
}

/// The bin of least power between two peaks: the first of the second's.
fn border(power: &[f32], from: usize, to: usize) -> usize {
    let mut least = from + 1;
    for bin in from + 2..=to {
        if power[bin] < power[least] {
            least = bin;
        }
    }
    least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_meet_where_the_spectrum_is_least() {
        let power = [1.0, 2.0, 5.0, 3.0, 0.5, 1.0, 4.0, 2.0, 1.5, 1.0, 0.9, 0.8];
        let mut found = Vec::new();
        regions(&power, &mut found);
        let want = [Region { peak: 2, from: 0, to: 4 }, Region { peak: 6, from: 4, to: 12 }];
        assert_eq!(found, want);
    }

    #[test]
    fn a_flat_spectrum_is_cut_all_the_same() {
        let mut found = Vec::new();
        regions(&[1.0; 65], &mut found);
        assert!(found.windows(2).all(|pair| pair[0].to == pair[1].from));
        assert!(found.iter().all(|it| it.to - it.from <= WIDEST + 1), "{found:?}");
        assert_eq!((found[0].from, found[found.len() - 1].to), (0, 65));
    }
}
