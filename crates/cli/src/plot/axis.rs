//! Where lines and numbers stand along time.

/// A time as `12.5 s` or `3:05`, with as many decimals as `step` needs.
pub(super) fn time_label(seconds: f64, step: f64) -> String {
    let decimals = if step < 0.1 { 2 } else { usize::from(step < 1.0) };
    if seconds < 60.0 {
        return format!("{seconds:.decimals$} s");
    }
    let minutes = (seconds / 60.0).floor();
    let width = if decimals > 0 { 3 + decimals } else { 2 };
    let rest = seconds - minutes * 60.0;
    if minutes < 60.0 {
        return format!("{minutes}:{rest:0width$.decimals$}");
    }
    let hours = (minutes / 60.0).floor();
    format!("{hours}:{:02}:{rest:0width$.decimals$}", minutes - hours * 60.0)
}

/// The round step of time, in seconds, of which at most `most` fit into `length`.
pub(super) fn time_step(length: f64, most: usize) -> f64 {
    const STEPS: [f64; 19] = [
        0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0,
        600.0, 1200.0, 1800.0, 3600.0,
    ];
    let fits = |step: &f64| length / step <= most as f64;
    // Beyond the list, whole hours.
    STEPS.into_iter().find(fits).unwrap_or_else(|| (length / most as f64 / 3600.0).ceil() * 3600.0)
}

/// Every how many bars a number fits, a power of two: at most `most` in all.
pub(super) fn bar_step(bars: usize, most: usize) -> usize {
    let mut step = 1;
    while bars.div_ceil(step) > most.max(1) {
        step *= 2;
    }
    step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_music_players_write_them() {
        let cases = [
            (0.0, 1.0, "0 s"),
            (0.25, 0.05, "0.25 s"),
            (2.5, 0.5, "2.5 s"),
            (60.0, 10.0, "1:00"),
            (65.5, 0.5, "1:05.5"),
            (3725.0, 60.0, "1:02:05"),
        ];
        for (seconds, step, wanted) in cases {
            assert_eq!(time_label(seconds, step), wanted);
        }
    }

    #[test]
    fn no_more_marks_stand_than_fit() {
        for length in [0.001, 0.3, 7.0, 180.0, 36_000.0, 4e6] {
            let step = time_step(length, 14);
            assert!(length / step <= 14.0, "{length}: {step}");
        }
        assert_eq!(time_step(180.0, 14), 20.0);
        assert_eq!([1, 14, 15, 100].map(|bars| bar_step(bars, 14)), [1, 1, 2, 8]);
    }
}
