//! Lays out compact JSON for people: what fits is written on one line, the rest is broken up.

/// Columns that a line may have, its indent included.
const WIDTH: usize = 100;

/// Spaces of one level.
const INDENT: usize = 2;

/// JSON without white space as lines. An array or object that fits in the rest of a line stands
/// on one. A deeply nested text costs no more than its size times the width.
pub(super) fn pretty(compact: &str) -> String {
    let mut out = String::with_capacity(compact.len() * 3 / 2);
    let mut column = 0;
    let mut depth = 0;
    let mut rest = compact;
    while let Some(first) = rest.chars().next() {
        let mut token = first.len_utf8();
        match first {
            '{' | '[' => {
                let room = WIDTH.saturating_sub(column + 1);
                if let Some(length) = one_line(rest, room, &mut out) {
                    column += length.written;
                    token = length.read;
                } else {
                    depth += 1;
                    out.push(first);
                    column = break_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth -= 1;
                column = break_line(&mut out, depth);
                out.push(first);
                column += 1;
            }
            ',' => {
                out.push(',');
                column = break_line(&mut out, depth);
            }
            ':' => {
                out.push_str(": ");
                column += 2;
            }
            _ => {
                token = scalar(rest);
                out.push_str(&rest[..token]);
                column += rest[..token].chars().count();
            }
        }
        rest = &rest[token..];
    }
    out.push('\n');
    out
}

struct Length {
    read: usize,
    written: usize,
}

/// Writes the value at the start of `text` on one line if it takes at most `room` columns.
fn one_line(text: &str, room: usize, out: &mut String) -> Option<Length> {
    let from = out.len();
    let mut depth = 0;
    let mut read = 0;
    let mut written = 0;
    while let Some(first) = text[read..].chars().next() {
        let mut token = first.len_utf8();
        match first {
            ',' | ':' => {
                out.push(first);
                out.push(' ');
                written += 2;
            }
            '"' => {
                token = scalar(&text[read..]);
                out.push_str(&text[read..read + token]);
                written += text[read..read + token].chars().count();
            }
            _ => {
                depth += i32::from(matches!(first, '{' | '['));
                depth -= i32::from(matches!(first, '}' | ']'));
                out.push(first);
                written += 1;
            }
        }
        read += token;
        if written > room {
            break;
        }
        if depth == 0 {
            return Some(Length { read, written });
        }
    }
    out.truncate(from);
    None
}

/// Bytes of the string, number or word at the start of `text`.
fn scalar(text: &str) -> usize {
    let bytes = text.as_bytes();
    if bytes[0] != b'"' {
        return text.find([',', '}', ']', ':']).unwrap_or(text.len());
    }
    let mut at = 1;
    while bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at + 1
}

fn break_line(out: &mut String, depth: usize) -> usize {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', depth * INDENT));
    depth * INDENT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stands_on_one_line() {
        assert_eq!(
            pretty(r#"{"a":[1,2],"b":"x,{}\"y"}"#),
            "{\"a\": [1, 2], \"b\": \"x,{}\\\"y\"}\n"
        );
    }

    #[test]
    fn what_does_not_fit_is_broken_and_its_members_are_tried_again() {
        let word = "w".repeat(60);
        let text = format!(r#"{{"a":["{word}","{word}"],"b":{{"c":[1]}}}}"#);
        let wanted = format!(
            "{{\n  \"a\": [\n    \"{word}\",\n    \"{word}\"\n  ],\n  \"b\": {{\"c\": [1]}}\n}}\n"
        );
        assert_eq!(pretty(&text), wanted);
    }

    #[test]
    fn nothing_but_white_space_is_added() {
        let text =
            format!(r#"[{}{{"é":"ü \\","n":-1.5e-7,"t":[true,null]}}]"#, r#"["#.repeat(3) + "]]],");
        let strip = |s: &str| s.replace([' ', '\n'], "");
        assert_eq!(strip(&pretty(&text)), strip(&text));
    }
}
