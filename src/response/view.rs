//! Looking things up in a canonical text without making values of it.

use alloc::borrow::Cow;
use alloc::string::String;

use super::json::said;
use super::reader::Reader;

/// An object of a canonical JSON text, as [`read`](super::read) writes it. In a text that is not valid JSON nothing
/// is found, or something wrong is; nothing worse happens.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// From the opening brace on.
    object: &'a str,
}

impl<'a> View<'a> {
    /// A view of the object that `json` is. Of anything else, a view of an empty one.
    #[must_use]
    pub fn new(json: &'a [u8]) -> Self {
        Self {
            object: core::str::from_utf8(json).unwrap_or_default(),
        }
    }

    /// The text that was viewed: of an item of a list, the item alone.
    #[must_use]
    pub const fn as_json(&self) -> &'a str {
        self.object
    }

    /// The text of a field: a string decoded, a number or a boolean as it is written. None where the field is absent,
    /// null, a list or an object. Of a repeated field the last counts, as it does for the host's parser.
    #[must_use]
    pub fn text(&self, field: &str) -> Option<Cow<'a, str>> {
        let mut reader = self.reader(field);
        let value = self.value(&mut reader)?;
        match value.as_bytes().first()? {
            b'"' => Some(content(value)),
            b'{' | b'[' | b'n' => None,
            _ => Some(Cow::Borrowed(value)),
        }
    }

    /// The objects in a list field, in order. Nothing where the field is absent or no list; an item that is no object is
    /// one without fields.
    pub fn items(&self, field: &str) -> impl Iterator<Item = View<'a>> + use<'a> {
        self.list(field).map(|object| View { object })
    }

    /// The strings in a list field, in order. Nothing where the field is absent or no list; items that are no strings are
    /// passed over.
    pub fn texts(&self, field: &str) -> impl Iterator<Item = Cow<'a, str>> + use<'a> {
        self.list(field)
            .filter(|item| item.starts_with('"'))
            .map(content)
    }

    fn list(&self, field: &str) -> Items<'a> {
        let mut reader = self.reader(field);
        if reader.peek() == b'[' {
            reader.enter();
        } else {
            reader.wrong();
        }
        Items {
            view: *self,
            reader,
        }
    }

    /// A reader where the last value of that name begins, or at the end.
    fn reader(&self, field: &str) -> Reader<'a> {
        let mut reader = Reader::unbounded(self.object.as_bytes());
        reader.space();
        let found = if reader.peek() == b'{' {
            reader.find(field)
        } else {
            None
        };
        reader.at = found.unwrap_or(reader.text.len());
        reader
    }

    /// The value that stands where the reader is, which passes over it.
    fn value(&self, reader: &mut Reader<'_>) -> Option<&'a str> {
        let start = reader.at;
        reader.skip();
        match reader.fault {
            None => self.object.get(start..reader.at),
            Some(_) => None,
        }
    }
}

fn content(quoted: &str) -> Cow<'_, str> {
    match said(quoted.as_bytes()) {
        Cow::Borrowed(raw) => str::from_utf8(raw).unwrap_or_default().into(),
        Cow::Owned(decoded) => String::from_utf8(decoded).unwrap_or_default().into(),
    }
}

/// The values of a list, as they stand in the text.
struct Items<'a> {
    view: View<'a>,
    reader: Reader<'a>,
}

impl<'a> Iterator for Items<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        if self.reader.more(b'[') {
            return self.view.value(&mut self.reader);
        }
        // Whatever follows the list is none of its values.
        self.reader.wrong();
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#" {"A":"x\"\u0041]}","B":12,"C":true,"D":null,"E":[{"A":"1"}, 2, "}",{"A":"2","L":[]}],"F":{"A":"deep"},"A\u0042":"ab","B":-3 }"#;

    fn view() -> View<'static> {
        View::new(TEXT.as_bytes())
    }

    #[test]
    fn scalars_are_found_as_text() {
        assert_eq!(view().text("A").as_deref(), Some("x\"A]}"));
        assert_eq!(view().text("C").as_deref(), Some("true"));
        assert_eq!(view().text("AB").as_deref(), Some("ab"));
    }

    #[test]
    fn the_last_of_a_repeated_field_counts() {
        assert_eq!(view().text("B").as_deref(), Some("-3"));
    }

    #[test]
    fn what_is_no_scalar_has_no_text() {
        for field in ["D", "E", "F", "absent", "deep"] {
            assert_eq!(view().text(field), None, "{field}");
        }
    }

    #[test]
    fn the_objects_of_a_list_are_views_themselves() {
        let ids: Vec<_> = view()
            .items("E")
            .filter_map(|item| item.text("A"))
            .collect();
        assert_eq!(ids, ["1", "2"]);
        assert_eq!(view().items("E").count(), 4);
        for field in ["A", "B", "D", "F", "absent"] {
            assert_eq!(view().items(field).count(), 0, "{field}");
        }
    }

    #[test]
    fn the_strings_of_a_list_are_decoded() {
        let view = View::new(br#"{"L":["a\u0062",1,"]",{"A":"no"}],"M":"x"}"#);
        assert_eq!(view.texts("L").collect::<Vec<_>>(), ["ab", "]"]);
        assert_eq!(view.texts("M").count() + view.texts("N").count(), 0);
    }

    #[test]
    fn no_prefix_of_a_text_does_harm() {
        for end in 0..TEXT.len() {
            let cut = View::new(TEXT.get(..end).unwrap_or_default().as_bytes());
            let _ = cut.text("B");
            for item in cut.items("E") {
                let _ = item.text("A");
            }
        }
        for odd in [
            "", "[", "{", "{]", "{\"", "{\"a\\", "{\"a\":", "{,,::", "}", "null",
        ] {
            assert_eq!(View::new(odd.as_bytes()).text("a"), None, "{odd}");
        }
    }
}
