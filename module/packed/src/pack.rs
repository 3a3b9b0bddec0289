//! Writing a text, when the package is built.

use crate::form::{
    FIRST_ACCESS, FIRST_RECENT, LAST_ACCESS, LOCAL_GET, RECENT, Recent, SEPARATOR, SINGLES, SIZE,
    STREAM_OF, STREAMS, Stream, UNALIGNED, character_at, data, natural, operators,
    stream_of_constant, stream_of_end,
};
use crate::unpack;

/// Why a module cannot be written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotPackable {
    /// It ends too early.
    Cut,
    /// An operator, or one with the prefix 0xfc, that is not known here.
    Unknown(usize),
    /// A function has so many locals that this one has no place.
    Local(usize),
    /// Its text does not give it back.
    Different,
}

/// The text of a module.
///
/// # Errors
/// Where the module is none, or holds what is not known here.
pub fn pack(module: &[u8]) -> Result<String, NotPackable> {
    let text = Packing::whole(module)?;
    let mut read = vec![0; module.len()];
    if unpack(text.as_bytes(), &mut read) == Some(module.len()) && read == module {
        Ok(text)
    } else {
        Err(NotPackable::Different)
    }
}

const HEADER: usize = 8;
const CODE_SECTION: u8 = 10;

struct Packing<'a> {
    rest: &'a [u8],
    streams: [Vec<u8>; STREAMS],
    /// The value in the text of each operator.
    values: [u8; 256],
    recent: Recent,
}

impl Packing<'_> {
    fn whole(module: &[u8]) -> Result<String, NotPackable> {
        let mut packing = Packing {
            rest: module,
            streams: Default::default(),
            values: [0; 256],
            recent: Recent::new(),
        };
        packing.values = values(operators());
        packing.take(Stream::Head, HEADER)?;
        let mut side = Stream::Head;
        while !packing.rest.is_empty() {
            let section = packing.take_byte(side)?;
            let length = packing.take_number(side)?;
            if section == CODE_SECTION {
                side = Stream::Tail;
                for _ in 0..packing.take_number(Stream::Head)? {
                    packing.function()?;
                }
            } else {
                packing.take(side, length)?;
            }
        }
        let values = values(data());
        for byte in &mut packing.streams[Stream::Tail as usize] {
            *byte = values[usize::from(*byte)];
        }
        let ordered = [Stream::Operators, Stream::Tail].map(|stream| stream as usize);
        let texts: Vec<String> = packing
            .streams
            .iter()
            .enumerate()
            .map(|(stream, bytes)| {
                let base = if ordered.contains(&stream) {
                    0
                } else {
                    base_of(bytes)
                };
                written(bytes, base)
            })
            .collect();
        Ok(texts.join(char::from(SEPARATOR).to_string().as_str()))
    }

    fn function(&mut self) -> Result<(), NotPackable> {
        let size = number(&mut self.rest)?;
        let end = self.rest.len().checked_sub(size).ok_or(NotPackable::Cut)?;
        // Runs of locals, each its length and the type.
        let mut declared = self.rest;
        for _ in 0..number(&mut declared)? {
            number(&mut declared)?;
            number(&mut declared)?;
        }
        let locals = self.rest.len() - declared.len();
        self.push(
            Stream::Functions,
            u8::try_from(locals).map_err(|_| NotPackable::Cut)?,
        );
        self.take(Stream::Functions, locals)?;
        self.recent = Recent::new();
        while self.rest.len() > end {
            self.operator()?;
        }
        Ok(())
    }

    fn operator(&mut self) -> Result<(), NotPackable> {
        let operator = self.byte()?;
        if operator.wrapping_sub(FIRST_RECENT) < RECENT {
            return Err(NotPackable::Unknown(operator.into()));
        }
        if operator == LOCAL_GET {
            let place = self.local()?;
            if place < RECENT {
                self.push_operator(FIRST_RECENT + place);
            } else {
                self.push_operator(operator);
                self.push(Stream::Reads, place);
            }
            return Ok(());
        }
        let stream = STREAM_OF[usize::from(operator)];
        let unaligned = (FIRST_ACCESS..=LAST_ACCESS).contains(&operator)
            && self.rest.first() != Some(&natural(operator));
        self.push_operator(operator + if unaligned { UNALIGNED } else { 0 });
        match stream {
            Stream::Head => {}
            Stream::Others => {
                let length = others_length(operator, self.rest)?;
                self.push(stream, u8::try_from(length).map_err(|_| NotPackable::Cut)?);
                self.take(stream, length)?;
            }
            Stream::Offsets if unaligned => {
                self.take(Stream::Alignments, 1)?;
                self.take_number(stream)?;
            }
            Stream::Offsets => {
                self.byte()?;
                self.take_number(stream)?;
            }
            Stream::Writes => {
                let place = self.local()?;
                self.push(stream, place);
            }
            Stream::Constants => {
                let mut after = self.rest;
                number(&mut after)?;
                self.take_number(stream_of_constant(byte(&mut after)?))?;
            }
            _ => {
                self.take_number(stream)?;
            }
        }
        Ok(())
    }

    /// Takes the number of a local; gives its place.
    fn local(&mut self) -> Result<u8, NotPackable> {
        let local = number(&mut self.rest)?;
        let place = self.recent.place(local);
        let place = place.ok_or(NotPackable::Local(local))?;
        self.recent.take(place);
        Ok(place)
    }

    fn push_operator(&mut self, operator: u8) {
        self.push(Stream::Operators, self.values[usize::from(operator)]);
    }

    fn push(&mut self, stream: Stream, byte: u8) {
        self.streams[stream as usize].push(byte);
    }

    fn byte(&mut self) -> Result<u8, NotPackable> {
        byte(&mut self.rest)
    }

    fn take_byte(&mut self, stream: Stream) -> Result<u8, NotPackable> {
        let byte = self.byte()?;
        self.push(stream, byte);
        Ok(byte)
    }

    fn take(&mut self, stream: Stream, count: usize) -> Result<(), NotPackable> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(NotPackable::Cut)?;
        self.streams[stream as usize].extend_from_slice(taken);
        self.rest = rest;
        Ok(())
    }

    /// A number in LEB128, which moves to a stream.
    fn take_number(&mut self, stream: Stream) -> Result<usize, NotPackable> {
        let mut after = self.rest;
        let value = number(&mut after)?;
        self.take(stream, 1)?;
        self.take(stream_of_end(stream), self.rest.len() - after.len())?;
        Ok(value)
    }
}

/// The value in the text of each byte, of the bytes by their values.
fn values(bytes: [u8; 256]) -> [u8; 256] {
    let mut values = [0; 256];
    for (byte, value) in bytes.into_iter().zip(0..=u8::MAX) {
        values[usize::from(byte)] = value;
    }
    values
}

fn byte(rest: &mut &[u8]) -> Result<u8, NotPackable> {
    let (first, after) = rest.split_first().ok_or(NotPackable::Cut)?;
    *rest = after;
    Ok(*first)
}

/// A number in LEB128. The value is right where it is not negative and fits; others are only passed over.
fn number(rest: &mut &[u8]) -> Result<usize, NotPackable> {
    let mut value = 0;
    let mut shift = 0;
    loop {
        let byte = byte(rest)?;
        value |= usize::from(byte & 127)
            .checked_shl(shift)
            .unwrap_or_default();
        shift += 7;
        if byte < 128 {
            return Ok(value);
        }
    }
}

/// The length of what follows an operator that has something else than a number.
fn others_length(operator: u8, rest: &[u8]) -> Result<usize, NotPackable> {
    let mut after = rest;
    let mut numbers = 0;
    match operator {
        // br_table: labels, and one for all else.
        0x0e => numbers = number(&mut after)? + 1,
        // call_indirect
        0x11 => numbers = 2,
        // select, with types
        0x1c => numbers = number(&mut after)?,
        // f32.const, f64.const
        0x43 => return Ok(4),
        0x44 => return Ok(8),
        // ref.is_null
        0xd1 => return Ok(0),
        // Saturating conversions have nothing; then memory.init and table.init, data.drop and elem.drop, the rest.
        0xfc => {
            const COUNTS: [usize; 18] = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1];
            let value = number(&mut after)?;
            numbers = *COUNTS.get(value).ok_or(NotPackable::Unknown(value))?;
        }
        _ => numbers += 1,
    }
    for _ in 0..numbers {
        number(&mut after)?;
    }
    Ok(rest.len() - after.len())
}

/// The base at which the most bytes are a character on their own; the lowest of equals, so that the text is always the same.
fn base_of(bytes: &[u8]) -> u8 {
    let singles = |base: u8| {
        bytes
            .iter()
            .filter(|byte| byte.wrapping_sub(base) < SINGLES)
            .count()
    };
    (0..=u8::MAX)
        .rev()
        .max_by_key(|base| singles(*base))
        .unwrap_or_default()
}

/// One stream as text: its base, then its bytes.
fn written(bytes: &[u8], base: u8) -> String {
    let mut text = String::with_capacity(bytes.len() + 2);
    for value in [base]
        .into_iter()
        .chain(bytes.iter().map(|byte| byte.wrapping_sub(base)))
    {
        if value < SINGLES {
            text.push(char::from(character_at(value)));
        } else {
            let rest = value - SINGLES;
            text.push(char::from(character_at(SINGLES + rest / SIZE)));
            text.push(char::from(character_at(rest % SIZE)));
        }
    }
    text
}
