//! What a text is made of.

/// The streams, in their order in the text.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Stream {
    /// The module up to the bodies of its functions.
    Head,
    /// Of each function: its length, then the length of the declaration of its locals, and that.
    Functions,
    Operators,
    /// What follows an operator, by its sort: a number.
    Locals,
    Offsets,
    Constants,
    WideConstants,
    Blocks,
    Labels,
    Calls,
    /// Anything else that follows an operator, with the length of it.
    Others,
    /// Alignments that are not the natural ones.
    Alignments,
    /// The module after the bodies of its functions.
    Tail,
}

pub(crate) const STREAMS: usize = Stream::Tail as usize + 1;
/// Ends a stream.
pub(crate) const SEPARATOR: u8 = b'\'';

/// Operators, from the first to the last of a range, and the stream of what follows them. Nothing follows the others.
const OPERANDS: [(u8, u8, Stream); 15] = [
    (0x02, 0x04, Stream::Blocks),
    (0x0c, 0x0d, Stream::Labels),
    (0x0e, 0x0e, Stream::Others),
    (0x10, 0x10, Stream::Calls),
    (0x11, 0x11, Stream::Others),
    (0x1c, 0x1c, Stream::Others),
    (0x20, 0x22, Stream::Locals),
    (0x23, 0x26, Stream::Others),
    (FIRST_ACCESS, LAST_ACCESS, Stream::Offsets),
    (0x3f, 0x40, Stream::Others),
    (0x41, 0x41, Stream::Constants),
    (0x42, 0x42, Stream::WideConstants),
    (0x43, 0x44, Stream::Others),
    (0xd0, 0xd2, Stream::Others),
    (0xfc, 0xfc, Stream::Others),
];

/// Loads and stores.
pub(crate) const FIRST_ACCESS: u8 = 0x28;
pub(crate) const LAST_ACCESS: u8 = 0x3e;
/// A load or store with another alignment than its natural one is written as an operator that does not exist: its own
/// plus this.
pub(crate) const UNALIGNED: u8 = 0xb0;

/// The stream of what follows each operator; [`Stream::Head`] where nothing does.
pub(crate) static STREAM_OF: [Stream; 256] = {
    let mut streams = [Stream::Head; 256];
    let mut range = 0;
    while range < OPERANDS.len() {
        let (first, last, stream) = OPERANDS[range];
        let mut operator = first;
        while operator <= last {
            streams[operator as usize] = stream;
            operator += 1;
        }
        range += 1;
    }
    streams
};

/// The natural alignment of a load or store.
pub(crate) fn natural(access: u8) -> u8 {
    const NATURAL: [u8; 23] = [
        2, 3, 2, 3, 0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 2, 3, 2, 3, 0, 1, 0, 1, 2,
    ];
    let place = usize::from(access.wrapping_sub(FIRST_ACCESS));
    NATURAL.get(place).copied().unwrap_or_default()
}

/// Texts are made of the printable characters from this one on but for the backslash, none of which JavaScript escapes. The
/// last two begin pairs.
const FIRST: u8 = b'(';
const LAST: u8 = b'~';
const LEFT_OUT: u8 = b'\\';
/// How many characters there are.
pub(crate) const SIZE: u8 = LAST - FIRST;
/// So many values are a character on their own. A stream's first value is its base, which is added to all others.
pub(crate) const SINGLES: u8 = SIZE - 2;

/// The place of a character among them.
pub(crate) fn place_of(character: u8) -> u8 {
    let skipped = u8::from(character > LEFT_OUT);
    character.wrapping_sub(FIRST).wrapping_sub(skipped)
}

/// The character at a place.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) const fn character_at(place: u8) -> u8 {
    let character = FIRST + place;
    if character < LEFT_OUT {
        character
    } else {
        character + 1
    }
}
