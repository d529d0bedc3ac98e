//! Text for a terminal: what an input says must not move the cursor, and lengths read as clocks.

/// The text without control characters: a song's names must not speak to the terminal.
pub(crate) fn printable(text: &str) -> String {
    let keep = |c: char| if c.is_control() && c != '\n' { '\u{FFFD}' } else { c };
    text.chars().map(keep).collect()
}

/// Seconds as `m:ss.t`, or `h:mm:ss.t` from an hour on.
pub(crate) fn clock(seconds: f64) -> String {
    let tenths = (seconds.max(0.0) * 10.0).round() as u64;
    let (minutes, tenths) = (tenths / 600, tenths % 600);
    let seconds = format!("{:02}.{}", tenths / 10, tenths % 10);
    if minutes < 60 {
        format!("{minutes}:{seconds}")
    } else {
        format!("{}:{:02}:{seconds}", minutes / 60, minutes % 60)
    }
}

/// `1 note`, `2 notes`.
pub(crate) fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_read_as_a_clock_and_carry_over() {
        assert_eq!(clock(0.0), "0:00.0");
        assert_eq!(clock(59.96), "1:00.0");
        assert_eq!(clock(3599.99), "1:00:00.0");
        assert_eq!(clock(3725.5), "1:02:05.5");
    }

    #[test]
    fn an_escape_sequence_does_not_reach_the_terminal() {
        assert_eq!(printable("\u{1b}[2Jbass\r"), "\u{FFFD}[2Jbass\u{FFFD}");
    }
}
