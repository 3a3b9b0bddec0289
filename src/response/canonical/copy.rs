//! Copying what stands in the text, in runs as long as can be, and writing what does not.

use core::ops::Range;

use super::Writer;

/// What stands before a value.
pub(super) enum Lead {
    /// Its name, at these places of the text.
    Key(Range<usize>),
    /// Its name, which the text does not have.
    Missing,
    /// Nothing: it is an item of a list.
    Nothing,
}

impl Writer<'_, '_> {
    /// What stands before a value, and what separates that from what is before it. The value is the field `name` or an
    /// item of it, and begins here.
    #[inline(always)]
    pub(super) fn lead(&mut self, lead: &Lead, name: &str) {
        if !self.is_first() {
            let start = match lead {
                Lead::Key(key) => Some(key.start),
                Lead::Nothing => Some(self.reader.at),
                Lead::Missing => None,
            };
            // Between what was kept last and this there is nothing but the comma.
            if start == Some(self.to + 1) {
                self.to += 1;
            } else {
                self.write(b",");
            }
        }
        match lead {
            Lead::Nothing => {}
            Lead::Key(key) => {
                self.keep(key.start, key.end);
                if key.end + 1 == self.reader.at {
                    self.to += 1;
                } else {
                    self.write(b":");
                }
            }
            Lead::Missing => self.name(name),
        }
    }

    /// Appends a name that does not stand here.
    pub(super) fn name(&mut self, name: &str) {
        for piece in &["\"", name, "\":"] {
            self.write(piece.as_bytes());
        }
    }

    /// Whether what comes next is the first in its list or object.
    #[inline(always)]
    fn is_first(&self) -> bool {
        let last = if self.from < self.to {
            self.reader.text.get(self.to - 1)
        } else {
            self.out.last()
        };
        matches!(last, Some(b'{' | b'['))
    }

    /// Copies what stands at these places, sooner or later.
    #[inline(always)]
    pub(super) fn keep(&mut self, start: usize, end: usize) {
        if start != self.to {
            self.flush();
            self.from = start;
        }
        self.to = end;
    }

    /// Appends what does not stand here.
    pub(super) fn write(&mut self, text: &[u8]) {
        self.flush();
        self.out.extend_from_slice(text);
        self.from = self.reader.at;
        self.to = self.reader.at;
    }

    pub(super) fn flush(&mut self) {
        let text = self.reader.text.get(self.from..self.to);
        self.out.extend_from_slice(text.unwrap_or_default());
        self.from = self.to;
    }
}
