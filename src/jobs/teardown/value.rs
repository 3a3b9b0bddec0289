//! Walking through a target, which comes in the flat form.

use alloc::string::String;
use alloc::vec::Vec;

use crate::request::{Reader, Token, unescape};
use crate::text::lossy;

/// A value: its first token, and what follows that.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'a> {
    pub(super) first: Token<'a>,
    rest: &'a [u8],
    /// All of it, in the flat form.
    pub(super) whole: &'a [u8],
}

/// The members of an object with their names, or the items of a list.
#[derive(Debug)]
pub(super) struct Members<'a> {
    reader: Reader<'a>,
}

/// Nesting beyond this is none of a target's.
const MAX_DEPTH: usize = 8;

/// The members of the object that these bytes are, if they are one to their end: what is cut short may have lost what
/// would have narrowed it.
pub(super) fn members(bytes: &[u8]) -> Option<Members<'_>> {
    passes(&mut Reader::new(bytes), true, 0).then(|| Members::of(bytes))
}

/// Passes over members up to the end of the object or list, and tells whether all is well.
fn passes(reader: &mut Reader<'_>, named: bool, depth: usize) -> bool {
    loop {
        let mut token = reader.next();
        match token {
            None => return depth == 0 && reader.is_at_end(),
            Some(Token::ObjectEnd) => return named && depth > 0,
            Some(Token::ListEnd) => return !named,
            Some(Token::Key(_)) => {
                token = reader.next();
                if !named {
                    return false;
                }
            }
            Some(_) if named => return false,
            Some(_) => {}
        }
        let well = match token {
            None | Some(Token::Key(_) | Token::ObjectEnd | Token::ListEnd) => false,
            Some(start @ (Token::ObjectStart | Token::ListStart)) => {
                let named = matches!(start, Token::ObjectStart);
                depth < MAX_DEPTH && passes(reader, named, depth + 1)
            }
            Some(_) => true,
        };
        if !well {
            return false;
        }
    }
}

impl<'a> Value<'a> {
    /// The members of an object, or the items of a list; of anything else, none.
    pub(super) fn members(&self) -> Members<'a> {
        let nested = matches!(self.first, Token::ObjectStart | Token::ListStart);
        Members::of(if nested { self.rest } else { &[] })
    }

    /// The items of a list; anything else by itself.
    pub(super) fn each(&self) -> Members<'a> {
        match self.first {
            Token::ListStart => self.members(),
            _ => Members::of(self.whole),
        }
    }

    /// What is wrong with it if it has to be a string that is not empty.
    pub(super) fn text_problem(&self) -> Option<&'static str> {
        match self.first {
            Token::Text([]) => Some("is empty"),
            Token::Text(_) => None,
            _ => Some("must be a string"),
        }
    }

    /// A string, a number or a boolean, as text.
    pub(super) fn text(&self) -> String {
        match self.first {
            Token::Text(text) | Token::Number(text) => unescaped(text),
            Token::Boolean(value) => if value { "true" } else { "false" }.into(),
            _ => String::new(),
        }
    }
}

impl<'a> Members<'a> {
    /// The members that stand in these bytes.
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self {
            reader: Reader::new(bytes),
        }
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a [u8], Value<'a>);

    #[inline(never)]
    fn next(&mut self) -> Option<Self::Item> {
        let mut start = self.reader.rest();
        let mut first = self.reader.next()?;
        let mut name = &[][..];
        if let Token::Key(key) = first {
            name = key;
            start = self.reader.rest();
            first = self.reader.next()?;
        }
        if matches!(first, Token::ObjectEnd | Token::ListEnd) {
            return None;
        }
        let rest = self.reader.rest();
        self.reader.skip_value(&first);
        let length = start.len() - self.reader.rest().len();
        let whole = start.get(..length).unwrap_or_default();
        Some((name, Value { first, rest, whole }))
    }
}

pub(super) fn unescaped(text: &[u8]) -> String {
    let mut out = Vec::with_capacity(text.len());
    unescape(text, &mut out);
    lossy(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_short_is_no_object_rather_than_a_wider_one() {
        let whole = b"kall\0tkolderThanMs\0n5\0";
        let is_object = |bytes: &[u8]| members(bytes).is_some();
        assert!(is_object(whole) && is_object(b"kall\0t") && is_object(b""));
        for end in (1..whole.len()).filter(|end| *end != 6) {
            assert!(!is_object(&whole[..end]), "cut at {end}");
        }
        for bad in [
            &b"kall\0t\xffkolderThanMs\0n5\0"[..],
            b"kall\0t}",
            b"]",
            b"ka\0[t",
            b"ka\0[kb\0t]",
            b"ka\0{t}",
            b"ka\0[}",
            b"ka\0{]",
            b"ka\0kb\0t",
            b"s\0",
        ] {
            assert!(!is_object(bad), "{bad:?}");
        }
        let deep = |depth| [&b"ka\0"[..], &b"[".repeat(depth), &b"]".repeat(depth)].concat();
        assert!(is_object(&deep(MAX_DEPTH)) && !is_object(&deep(MAX_DEPTH + 1)));
    }

    #[test]
    fn members_are_walked_at_every_depth() {
        let bytes = b"ka\0[s1\0[t]{kx\0f}]kb\0{ky\0s\x010\0}kc\0z";
        let seen: Vec<_> = members(bytes)
            .unwrap()
            .map(|(name, value)| (name, value.whole, value.members().count()))
            .collect();
        assert_eq!(
            seen,
            [
                (&b"a"[..], &b"[s1\0[t]{kx\0f}]"[..], 3),
                (b"b", b"{ky\0s\x010\0}", 1),
                (b"c", b"z", 0)
            ]
        );
    }
}
