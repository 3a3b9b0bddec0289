use super::*;

/// What stands between quotes, decoded.
fn content(raw: &str) -> String {
    let quoted = ["\"", raw, "\""].concat();
    String::from_utf8(said(quoted.as_bytes()).into_owned()).unwrap()
}

#[test]
fn a_string_comes_out_of_quoting_and_decoding_as_it_went_in() {
    for text in [
        "",
        "plain",
        "\"\\/\u{1}\u{1f}\n\r\t",
        "汉字 \u{1F600} \u{2028}",
    ] {
        let mut quoted = Vec::new();
        crate::json::string(text, &mut quoted);
        assert_eq!(validate(&quoted), Ok(()));
        let quoted = String::from_utf8(quoted).unwrap();
        assert_eq!(content(&quoted[1..quoted.len() - 1]), text);
    }
}

#[test]
fn escapes_decode_to_what_they_stand_for() {
    assert_eq!(content(r"\b\f\n\r\t\/\\\u0041"), "\u{8}\u{c}\n\r\t/\\A");
    assert_eq!(content(r"\ud83d\ude00"), "\u{1F600}");
}

#[test]
fn half_a_surrogate_pair_decodes_to_the_replacement_character() {
    assert_eq!(content(r"\ud83d"), "\u{FFFD}");
    assert_eq!(content(r"\ud83dx"), "\u{FFFD}x");
    assert_eq!(content(r"\ud83d\u0041"), "\u{FFFD}A");
    assert_eq!(content(r"\ude00\ud83d"), "\u{FFFD}\u{FFFD}");
}

#[test]
fn nesting_is_bounded() {
    let nested = |levels: usize| ["[".repeat(levels), "]".repeat(levels)].concat();
    assert_eq!(validate(nested(64).as_bytes()), Ok(()));
    assert_eq!(validate(nested(65).as_bytes()), Err(Reason::TooDeep));
    assert_eq!(
        validate("[".repeat(1_000_000).as_bytes()),
        Err(Reason::TooDeep)
    );
}

#[test]
fn the_reason_tells_a_cut_off_text_from_a_wrong_one() {
    for cut in [
        "{", "{\"a", "{\"a\"", "{\"a\":", "[1,", "tru", "-", "1.", "\"\\", "\"\\u12",
    ] {
        assert_eq!(validate(cut.as_bytes()), Err(Reason::Truncated), "{cut}");
    }
    for wrong in [
        "{]",
        "{\"a\" 1}",
        "[1 2]",
        "trux",
        "-a",
        "01",
        "\"\\x\"",
        "1 2",
        "'a'",
    ] {
        assert_eq!(
            validate(wrong.as_bytes()),
            Err(Reason::Malformed),
            "{wrong}"
        );
    }
}
