//! Secrets in messages.
//!
//! A `SignatureDoesNotMatch` message repeats the string-to-sign as the server made it, and with it the key's id and the
//! security token. Everything else in it is what makes the message useful, so only those values are replaced.

use alloc::borrow::Cow;
use alloc::string::String;

use crate::scan::after;

/// What stands where a secret stood.
pub const PLACEHOLDER: &str = "***";

/// The names whose values are secrets, in any case of letters. What a name begins with does not matter.
const NAMES: [&str; 8] = [
    "SecurityToken",
    "AccessKeyId",
    "Signature",
    "Credential",
    "BearerToken",
    "x-acs-security-token",
    "x-acs-accesskey-id",
    "x-acs-bearer-token",
];

/// The header whose value is a secret after the word Bearer. What V3 writes there is redacted by the names above.
const AUTHORIZATION: &str = "Authorization";

/// What stands between a name and its value, and how often it was percent-encoded. V1 signs the encoded query string
/// encoded once more; V3 signs header lines as they are.
const SEPARATORS: [(&str, usize); 8] = [
    ("=", 0),
    (":", 0),
    // In XML the value stands between two tags.
    (">", 0),
    (r"\u003d", 0),
    ("%3D", 1),
    ("%3A", 1),
    ("%253D", 2),
    ("%253A", 2),
];

/// What ends an encoded value: the encoded `&`, line feed, carriage return and quotation mark, four more for each time that
/// it was encoded. The value itself was encoded once more than they were, so it cannot hold them.
const ENCODED_ENDS: [&str; 8] = [
    "%26", "%0A", "%0D", "%22", "%2526", "%250A", "%250D", "%2522",
];

/// Quotation marks, encoded and, after the backslash, escaped.
const QUOTES: [&str; 3] = ["%22", "%2522", "u0022"];

/// Replaces the key's id, security token and signature in a message of the service by [`PLACEHOLDER`]; everything else
/// stays byte for byte. Borrows where there is nothing to replace.
#[must_use]
pub fn redact(message: &str) -> Cow<'_, str> {
    let mut redacted = String::new();
    let mut done = 0;
    let mut at = 0;
    while let Some(rest) = message.as_bytes().get(at..)
        && !rest.is_empty()
    {
        let Some((start, end)) = secret_at(rest) else {
            at += 1;
            continue;
        };
        // Both ends are next to ASCII, so they are boundaries of characters.
        redacted.push_str(message.get(done..at + start).unwrap_or_default());
        redacted.push_str(PLACEHOLDER);
        at += end;
        done = at;
    }
    if done == 0 {
        return Cow::Borrowed(message);
    }
    redacted.push_str(message.get(done..).unwrap_or_default());
    Cow::Owned(redacted)
}

/// Where the value begins and ends, if `text` begins with a secret's name, a separator and a value.
fn secret_at(text: &[u8]) -> Option<(usize, usize)> {
    let named = NAMES.iter().find_map(|name| after(text, name));
    let rest = after_marks(named.or_else(|| after(text, AUTHORIZATION))?);
    let found = |row: &'static (&str, usize)| Some((row.1, after(rest, row.0)?));
    let (level, rest) = SEPARATORS.iter().find_map(found)?;
    let mut value = after_marks(rest);
    if named.is_none() {
        value = after_marks(after(value, "Bearer ")?);
    }
    let ends = ENCODED_ENDS.get(..4 * level)?;
    let mut rest = value;
    while let [byte, next @ ..] = rest
        && !ends_value(*byte)
        && !ends.iter().any(|end| after(rest, end).is_some())
    {
        rest = next;
    }
    let (start, end) = (text.len() - value.len(), text.len() - rest.len());
    (start < end).then_some((start, end))
}

/// Whether this byte can be in no key id, token or signature, however encoded.
fn ends_value(byte: u8) -> bool {
    byte <= b' ' || byte >= 0x7F || b"\"&'(),;<>[\\]`{}".contains(&byte)
}

/// What stands after the white space, brackets and quotation marks around a name or before a value, with the backslashes
/// that escape them. A backslash that escapes none of them is a line feed written out.
fn after_marks(text: &[u8]) -> &[u8] {
    let (mut passed, mut rest) = (text, text);
    while let [byte, next @ ..] = rest {
        let marked = match byte {
            b'\\' => {
                rest = next;
                continue;
            }
            b' ' | b'\t' | b'\n' | b'\r' | b'"' | b'\'' | b'[' | b']' => Some(next),
            _ => QUOTES.iter().find_map(|quote| after(rest, quote)),
        };
        let Some(next) = marked else { break };
        (passed, rest) = (next, next);
    }
    passed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoded_string_to_sign_of_v1_loses_key_and_token() {
        assert_eq!(
            redact(
                "server string to sign is:GET&%2F&AccessKeyId%3Dtestid%26Action%3DX%26SecurityToken%3DCAIS%252BqQ%252F%253D%26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3D1"
            ),
            "server string to sign is:GET&%2F&AccessKeyId%3D***%26Action%3DX%26SecurityToken%3D***%26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3D1"
        );
        assert_eq!(
            redact("a%26SecurityToken%3dx%252By"),
            "a%26SecurityToken%3d***"
        );
    }

    #[test]
    fn the_header_lines_of_v3_lose_key_and_token_however_lines_end() {
        assert_eq!(
            redact("host:h\nx-acs-accesskey-id:id\r\nx-acs-security-token:CA+/=\nx-acs-version:1"),
            "host:h\nx-acs-accesskey-id:***\r\nx-acs-security-token:***\nx-acs-version:1"
        );
        assert_eq!(
            redact(r"x-acs-security-token:CA+/=\nx-acs-version:1"),
            r"x-acs-security-token:***\nx-acs-version:1"
        );
        assert_eq!(
            redact("X-Acs-Security-Token%3ACA%252B%0Ax"),
            "X-Acs-Security-Token%3A***%0Ax"
        );
    }

    #[test]
    fn queries_headers_and_json_lose_them_too() {
        assert_eq!(
            redact("?AccessKeyId=id&SecurityToken=a%2Bb&Signature=c%3D&Action=X"),
            "?AccessKeyId=***&SecurityToken=***&Signature=***&Action=X"
        );
        assert_eq!(
            redact("ACS3-HMAC-SHA256 Credential=id,SignedHeaders=host;x-acs-date,Signature=0a"),
            "ACS3-HMAC-SHA256 Credential=***,SignedHeaders=host;x-acs-date,Signature=***"
        );
        assert_eq!(
            redact(r#"{"AccessKeyId": "id", \"SecurityToken\":\"t\"}"#),
            r#"{"AccessKeyId": "***", \"SecurityToken\":\"***\"}"#
        );
        assert_eq!(
            redact("SecurityToken%253Da%25252Bb%2526c"),
            "SecurityToken%253D***%2526c"
        );
    }

    #[test]
    fn what_stands_around_names_and_values_hides_none() {
        for (message, expected) in [
            ("AccessKeyId = id, x", "AccessKeyId = ***, x"),
            ("SecurityToken= t x", "SecurityToken= *** x"),
            (
                "x-acs-security-token:\tt\nx",
                "x-acs-security-token:\t***\nx",
            ),
            (
                "{\"SecurityToken\" :\r\n  \"t\"}",
                "{\"SecurityToken\" :\r\n  \"***\"}",
            ),
            (
                r#"{"SecurityToken":["t"],"x":[1]}"#,
                r#"{"SecurityToken":["***"],"x":[1]}"#,
            ),
            (
                "map[X-Acs-Security-Token:[t] X:[y]]",
                "map[X-Acs-Security-Token:[***] X:[y]]",
            ),
            (
                r#"p["SecurityToken"] = 't'"#,
                r#"p["SecurityToken"] = '***'"#,
            ),
            (
                "<SecurityToken>t</SecurityToken><X>y</X>",
                "<SecurityToken>***</SecurityToken><X>y</X>",
            ),
            (
                "%7B%22SecurityToken%22%3A%22t%252F%22%2C%22x%22",
                "%7B%22SecurityToken%22%3A%22***%22%2C%22x%22",
            ),
            (
                "%2522SecurityToken%2522%253A%2522t%2522x",
                "%2522SecurityToken%2522%253A%2522***%2522x",
            ),
            (
                r"AccessKeyId\u003did\u0026SecurityToken\u003Dt\u0026x",
                r"AccessKeyId\u003d***\u0026SecurityToken\u003D***\u0026x",
            ),
            (
                r"\u0022SecurityToken\u0022:\u0022t\u0022,x",
                r"\u0022SecurityToken\u0022:\u0022***\u0022,x",
            ),
            (
                "Authorization: Bearer e.y-J x\n\"authorization\":\"bearer t\"",
                "Authorization: Bearer *** x\n\"authorization\":\"bearer ***\"",
            ),
        ] {
            assert_eq!(redact(message), expected);
            assert_eq!(redact(expected), expected);
        }
    }

    #[test]
    fn what_names_no_value_stays_as_it_is() {
        for message in [
            "",
            "The specified SecurityToken is expired.",
            "Specified signature is not matched with our calculation.",
            "SignatureMethod=HMAC-SHA1&SignatureNonce=1&SignatureVersion=1.0",
            "AccessKeyId=&SecurityToken%3D%26x",
            r"x-acs-security-token:\nx-acs-version:1",
            "<SecurityToken></SecurityToken>\n<X>y</X>",
            "Authorization: Bearer",
            "Authorization: ACS3-HMAC-SHA256 SignedHeaders=host",
            "The AccessKeyId [a] is not there, nor the Signature 'b'.",
            "\u{7b7e}\u{540d} AccessKeyId\u{ff1a}\u{65e0}",
        ] {
            assert_eq!(redact(message), message);
            assert!(matches!(redact(message), Cow::Borrowed(_)));
        }
    }

    #[test]
    fn text_beyond_ascii_around_a_secret_is_kept() {
        assert_eq!(
            redact("\u{5bc6}AccessKeyId=id\u{ff0c}\u{65e0}"),
            "\u{5bc6}AccessKeyId=***\u{ff0c}\u{65e0}"
        );
    }

    #[test]
    fn redacting_twice_changes_nothing() {
        let once = redact("AccessKeyId%3Dtestid%26x Signature=abc").into_owned();
        assert_eq!(redact(&once), once);
    }
}
