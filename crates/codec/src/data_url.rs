//! Bytes that stand in the song itself, as a `data:` URL (RFC 2397, key: rfc2397), read as
//! leniently as browsers do (WHATWG Fetch, key: whatwg-fetch): white space and percent signs may
//! stand in base64, its padding may be missing. The media type is not looked at: what the bytes
//! are is found out by `decode`.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::Error;

/// Base64 as the Fetch standard forgives it: padding or not, and any bits after the last byte.
const FORGIVING: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The bytes of a `data:` URL; `None` if `url` is not one.
///
/// # Errors
/// The URL has no comma, or its base64 is broken.
///
/// ```
/// let bytes = rebounce_codec::data_url("data:audio/wav;base64,UklGRg==").unwrap()?;
/// assert_eq!(bytes, b"RIFF");
/// assert!(rebounce_codec::data_url("kick.wav").is_none());
/// # Ok::<(), rebounce_codec::Error>(())
/// ```
#[must_use]
pub fn data_url(url: &str) -> Option<Result<Vec<u8>, Error>> {
    let (scheme, rest) = url.split_once(':')?;
    scheme.eq_ignore_ascii_case("data").then(|| bytes(rest))
}

/// What stands after `data:`.
fn bytes(rest: &str) -> Result<Vec<u8>, Error> {
    let rest = rest.split_once('#').map_or(rest, |(before, _fragment)| before);
    let refuse = |reason: String| Error::DataUrl { reason };
    let (kind, data) = rest.split_once(',').ok_or_else(|| {
        refuse("it has no comma: wanted data:audio/wav;base64,... or data:audio/wav,...".to_owned())
    })?;
    let mut bytes = unescape(data.as_bytes());
    let coded =
        kind.rsplit_once(';').is_some_and(|(_, last)| last.trim().eq_ignore_ascii_case("base64"));
    if !coded {
        return Ok(bytes);
    }
    bytes.retain(|byte| !byte.is_ascii_whitespace());
    FORGIVING.decode(bytes).map_err(|error| refuse(format!("its base64 is broken: {error}")))
}

/// `%41` to `A`; a percent sign without two hexadecimal digits stays as it is.
fn unescape(text: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let mut bytes = Vec::with_capacity(text.len());
    let mut parts = text.split(|byte| *byte == b'%');
    bytes.extend_from_slice(parts.next().unwrap_or_default());
    for part in parts {
        if let [high, low, rest @ ..] = part
            && let (Some(high), Some(low)) = (digit(*high), digit(*low))
        {
            bytes.push((high * 16 + low) as u8);
            bytes.extend_from_slice(rest);
        } else {
            bytes.push(b'%');
            bytes.extend_from_slice(part);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Vec<u8> {
        data_url(url).unwrap().unwrap()
    }

    #[test]
    fn base64_is_read_with_and_without_padding_spaces_and_escapes() {
        let urls = [
            "data:audio/wav;base64,//79",
            "DATA:;BASE64,%2f%2F79",
            "data:audio/wav; base64,/ /7\n9",
            "data:audio/wav;codec=1;base64,//79#here",
        ];
        for url in urls {
            assert_eq!(read(url), [255, 254, 253], "{url}");
        }
        for url in ["data:;base64,/w==", "data:;base64,/w", "data:;base64,/w%3D%3D"] {
            assert_eq!(read(url), [255], "{url}");
        }
    }

    #[test]
    fn without_base64_percent_signs_stand_for_bytes() {
        assert_eq!(read("data:audio/wav,RIFF%00%ff%zz%4"), b"RIFF\0\xFF%zz%4");
        assert_eq!(read("data:,"), b"");
    }

    #[test]
    fn what_is_no_data_url_is_none_and_a_broken_one_is_an_error() {
        assert!(data_url("drums/kick.wav").is_none());
        assert!(data_url("https://example.invalid/data:,").is_none());
        for url in ["data:audio/wav;base64", "data:;base64,!", "data:;base64,a"] {
            let result = data_url(url).unwrap();
            assert!(matches!(result, Err(Error::DataUrl { .. })), "{url}: {result:?}");
        }
    }
}
