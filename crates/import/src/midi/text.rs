//! Text of MIDI files, whose encoding no file states.

/// UTF-8 where it is, else Latin 1, in which every byte is a character. Control characters and the
/// blanks around it are left out.
pub(super) fn text(bytes: &[u8]) -> String {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    };
    let text: String = text.chars().filter(|character| !character.is_control()).collect();
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_utf8_or_latin_1() {
        assert_eq!(text("Flöte".as_bytes()), "Flöte");
        assert_eq!(text(b"Fl\xf6te\0 "), "Flöte");
    }
}
