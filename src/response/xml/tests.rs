use super::*;

fn read(document: &str) -> Result<Vec<u8>, Reason> {
    let mut reader = Reader::new(document.as_bytes());
    let json = to_json(&mut reader);
    reader.fault.map_or(Ok(json), Err)
}

fn verdict(document: &str) -> Option<Reason> {
    read(document).err()
}

fn text_in(content: &str) -> String {
    match read(&["<a>", content, "</a>"].concat()) {
        Ok(json) => {
            let value = json.strip_prefix(b"{\"a\":").unwrap();
            serde_json::from_slice(value).unwrap()
        }
        Err(reason) => reason.as_str().to_owned(),
    }
}

#[test]
fn names_are_made_of_letters_digits_and_four_signs() {
    for byte in 0..128_u8 {
        let expected = byte.is_ascii_alphanumeric() || b"-._:".contains(&byte);
        assert_eq!(is_in_name(byte), expected, "{byte}");
    }
}

#[test]
fn what_is_well_formed_is_read() {
    for document in [
        "<a/>",
        "<a></a >",
        "<?xml version='1.0' encoding=\"UTF-8\"?>\r\n<!-- - --><?p?><a b='>' c=\"&lt;'\"\n/> <!---->\n<?p x?>",
        "<n:a xmlns:n='urn:x'><n:b/></n:a>",
        "<a>]] ></a>",
        "<\u{e9}t\u{e9}/>",
    ] {
        assert_eq!(verdict(document), None, "{document}");
    }
}

#[test]
fn what_is_ill_formed_is_refused() {
    for document in [
        "<a></b>",
        "</a>",
        "<a/><b/>",
        "<a/>x",
        "x<a/>",
        "<a b/>",
        "<a b=c/>",
        "<a b='1'c='2'/>",
        "<a b='1' b='2'/>",
        "<a b='<'/>",
        "<a b='&nope;'/>",
        "<a>&nope;</a>",
        "<a>& b</a>      ",
        "<a>&#0;</a>",
        "<a>&#xD800;</a>",
        "<a>&#+65;</a>",
        "<a>&#;</a>",
        "<a>]]></a>",
        "<a>\u{1}</a>",
        "<a>\u{FFFF}</a>",
        "<a><!-- -- --></a>",
        "<a><!ELEMENT b></a>",
        "<a><?xml version='1.0'?></a>",
        "<![CDATA[x]]><a/>",
        "<1a/>",
        "<a:/>",
        "< a/>",
        "<a / >",
    ] {
        assert_eq!(verdict(document), Some(Reason::Malformed), "{document}");
    }
}

#[test]
fn a_document_type_declaration_is_refused_whatever_it_declares() {
    assert_eq!(verdict("<!DOCTYPE a><a/>"), Some(Reason::Dtd));
    assert_eq!(
        verdict("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///x'>]><a>&b;</a>"),
        Some(Reason::Dtd)
    );
}

#[test]
fn a_web_page_is_known_as_one() {
    for page in [
        "<!DOCTYPE html><html>",
        "<!doctype\nHTML PUBLIC ''>",
        "<html lang=x><br>",
        "<!-- x --><HTML>",
    ] {
        assert_eq!(verdict(page), Some(Reason::Html), "{page}");
    }
}

#[test]
fn references_cdata_and_comments_become_plain_text() {
    assert_eq!(text_in("&lt;&#65;&#x41;&#X41;"), Reason::Malformed.as_str());
    assert_eq!(
        text_in("&lt;&#65;&#x1F600;&quot;&apos;&gt;"),
        "<A\u{1F600}\"'>"
    );
    assert_eq!(
        text_in("a<![CDATA[<&amp;]]]>b<!-- c --><?d e?>f"),
        "a<&amp;]bf"
    );
    assert_eq!(text_in("&amp;lt;"), "&lt;");
}

#[test]
fn every_line_end_becomes_a_line_feed() {
    assert_eq!(text_in("a\r\nb\rc\r\r\nd&#13;e"), "a\nb\nc\n\nd\re");
    assert_eq!(text_in("<![CDATA[a\r\nb]]>"), "a\nb");
    // The end of one piece and the start of the next are still one line end.
    assert_eq!(text_in("a\r<!-- -->\nb"), "a\n\nb");
}

#[test]
fn depth_is_bounded() {
    let nested = |levels: usize| ["<a>".repeat(levels), "</a>".repeat(levels)].concat();
    assert_eq!(verdict(&nested(64)), None);
    assert_eq!(verdict(&nested(65)), Some(Reason::TooDeep));
    assert_eq!(verdict(&"<a>".repeat(1_000_000)), Some(Reason::TooDeep));
}

#[test]
fn the_reason_tells_a_cut_off_text_from_a_wrong_one() {
    let document = "<?xml version='1.0'?><!-- c --><a b='1'><?p i?>x&amp;<![CDATA[y]]><b/></a>";
    for end in 1..document.len() {
        let cut = document.get(..end).unwrap_or_default();
        assert_eq!(verdict(cut), Some(Reason::Truncated), "{cut}");
    }
}
