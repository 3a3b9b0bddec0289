//! Classifying a code: by its row, else by its form.
//!
//! Rows and forms are read from one text that is made of them at compile time. Each has a byte there where a list would
//! have an address and a length, which do not compress.

use super::{
    AUTH, BUSY, CATALOGUE, CLOCK, CODE_FORMS, CONFLICT, CONFLICT_RETRY, Catalogued, Class,
    CodeForm, DEPENDENCY, INVALID, Kind, NOT_FOUND, OTHER, QUOTA, THROTTLED, UNAVAILABLE, class,
};

/// Classifies a code: by its row, else by its form.
#[must_use]
pub fn classify(code: &str) -> Class {
    look_up(code).0
}

/// The class of a code, and whether it is one of the catalogue's.
#[must_use]
pub fn look_up(code: &str) -> (Class, bool) {
    let mut rest: &[u8] = &TEXT;
    while let [mark, after @ ..] = rest {
        let size = after.iter().take_while(|byte| byte.is_ascii()).count();
        let (part, others) = after.split_at_checked(size).unwrap_or_default();
        rest = others;
        let form = mark >> 4 & 3;
        if fits(code.as_bytes(), form, part) {
            let class = CLASSES.get(usize::from(mark & 15)).copied();
            return (class.unwrap_or(OTHER), form == WHOLE);
        }
    }
    (OTHER, false)
}

/// All that there are; room is for 16.
const CLASSES: [Class; 14] = [
    AUTH,
    class(Kind::Auth, true),
    CLOCK,
    THROTTLED,
    BUSY,
    class(Kind::Busy, false),
    NOT_FOUND,
    CONFLICT,
    CONFLICT_RETRY,
    QUOTA,
    DEPENDENCY,
    INVALID,
    UNAVAILABLE,
    OTHER,
];

/// The form of a row: nothing before the code, and nothing after it.
const WHOLE: u8 = STARTS | ENDS;
const STARTS: u8 = 1;
const ENDS: u8 = 2;

const fn bits(form: CodeForm) -> u8 {
    match form {
        CodeForm::Starts => STARTS,
        CodeForm::Contains => 0,
        CodeForm::Ends => ENDS,
    }
}

/// By its form alone. At compile time, since it decides which rows there are.
pub(super) const fn by_form(code: &str) -> Class {
    let mut forms = CODE_FORMS;
    while let [(form, part, class), rest @ ..] = forms {
        if fits(code.as_bytes(), bits(*form), part.as_bytes()) {
            return *class;
        }
        forms = rest;
    }
    OTHER
}

/// By hand, so that it can run at compile time, and because the standard library's search is large in wasm.
const fn fits(mut code: &[u8], form: u8, part: &[u8]) -> bool {
    loop {
        let is_long = form & ENDS != 0 && code.len() > part.len();
        if !is_long && begins(code, part) && (form & ENDS == 0 || code.len() == part.len()) {
            return true;
        }
        let [_, rest @ ..] = code else {
            return false;
        };
        if form & STARTS != 0 {
            return false;
        }
        code = rest;
    }
}

const fn begins(mut text: &[u8], mut part: &[u8]) -> bool {
    loop {
        match (text, part) {
            (_, []) => return true,
            ([a, text_rest @ ..], [b, part_rest @ ..]) if *a == *b => {
                (text, part) = (text_rest, part_rest);
            }
            _ => return false,
        }
    }
}

/// Of each row and of each form, in their order: a byte beyond ASCII with form and class, then what the code is, or what
/// is in it.
static TEXT: [u8; text(&mut []).0] = {
    let mut text_of = [0; text(&mut []).0];
    assert!(
        text(&mut text_of).1,
        "codes are ASCII, and classes are listed"
    );
    text_of
};

/// Writes the text as far as there is room; gives its length, and whether it can be read back.
const fn text(room: &mut [u8]) -> (usize, bool) {
    let mut out = Out {
        room,
        size: 0,
        is_sound: true,
    };
    let mut rows = CATALOGUE;
    while let [Catalogued { code, class, .. }, rest @ ..] = rows {
        out = out.entry(WHOLE, code, *class);
        rows = rest;
    }
    let mut forms = CODE_FORMS;
    while let [(form, part, class), rest @ ..] = forms {
        out = out.entry(bits(*form), part, *class);
        forms = rest;
    }
    (out.size, out.is_sound)
}

struct Out<'a> {
    room: &'a mut [u8],
    size: usize,
    is_sound: bool,
}

impl Out<'_> {
    const fn entry(mut self, form: u8, part: &str, class: Class) -> Self {
        let mut place = 0;
        let mut classes: &[Class] = &CLASSES;
        while let [listed, rest @ ..] = classes
            && (listed.kind as u8 != class.kind as u8 || listed.retryable != class.retryable)
        {
            place += 1;
            classes = rest;
        }
        self.is_sound &= part.is_ascii() && !classes.is_empty();
        self = self.byte(0x80 | form << 4 | place);
        let mut part = part.as_bytes();
        while let [byte, rest @ ..] = part {
            self = self.byte(*byte);
            part = rest;
        }
        self
    }

    const fn byte(self, byte: u8) -> Self {
        let room = match self.room {
            [slot, rest @ ..] => {
                *slot = byte;
                rest
            }
            none @ [] => none,
        };
        Self {
            room,
            size: self.size + 1,
            is_sound: self.is_sound,
        }
    }
}
