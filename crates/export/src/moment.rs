//! A moment of the calendar, handed in by the face: nothing here reads a clock.

/// Milliseconds since 1970-01-01 00:00 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub u64);

impl Moment {
    /// `2026-01-02T03-04-05-678Z`: ISO 8601 with `:` and `.` replaced, as file names want it.
    #[must_use]
    pub fn stamp(self) -> String {
        let [year, month, day] = self.date();
        let ms = self.0 % 86_400_000;
        let (hour, minute, second) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
        let ms = ms % 1000;
        format!("{year:04}-{month:02}-{day:02}T{hour:02}-{minute:02}-{second:02}-{ms:03}Z")
    }

    /// Year, month and day, counted in eras of 400 years that begin in March (proleptic Gregorian
    /// calendar).
    fn date(self) -> [u64; 3] {
        // 719468 days lie between 0000-03-01 and 1970-01-01.
        let days = self.0 / 86_400_000 + 719_468;
        let (era, of_era) = (days / 146_097, days % 146_097);
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        [era * 400 + year + u64::from(month <= 2), month, day]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_have_their_dates() {
        assert_eq!(Moment(0).stamp(), "1970-01-01T00-00-00-000Z");
        assert_eq!(Moment(951_782_400_000).stamp(), "2000-02-29T00-00-00-000Z");
        assert_eq!(Moment(1_767_323_045_678).stamp(), "2026-01-02T03-04-05-678Z");
        assert_eq!(Moment(4_107_542_399_999).stamp(), "2100-02-28T23-59-59-999Z");
    }
}
