//! What a text is made of.

/// The streams, in their order in the text.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Stream {
    /// The module up to the bodies of its functions.
    Head,
    /// Of each function, the length of the declaration of its locals, and that. How long a function is shows where its
    /// blocks end.
    Functions,
    Operators,
    /// Locals that are read, and those that are written: how many others were used since then.
    Reads,
    Writes,
    /// What follows an operator, by its sort: a number.
    Offsets,
    /// Constants that are added, subtracted or multiplied at once: most are small.
    Addends,
    Constants,
    WideConstants,
    Blocks,
    Labels,
    Calls,
    /// What comes after the first byte of an offset or of a call's number.
    Ends,
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
const OPERANDS: [(u8, u8, Stream); 16] = [
    (0x02, 0x04, Stream::Blocks),
    (0x0c, 0x0d, Stream::Labels),
    (0x0e, 0x0e, Stream::Others),
    (0x10, 0x10, Stream::Calls),
    (0x11, 0x11, Stream::Others),
    (0x1c, 0x1c, Stream::Others),
    (0x20, 0x20, Stream::Reads),
    (0x21, 0x22, Stream::Writes),
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

/// Reading a local that was used last, or last but one, is an operator that does not exist: this one, or the next.
pub(crate) const FIRST_RECENT: u8 = 0x16;
pub(crate) const RECENT: u8 = 2;
pub(crate) const LOCAL_GET: u8 = 0x20;

pub(crate) const FIRST_BLOCK: u8 = 0x02;
pub(crate) const LAST_BLOCK: u8 = 0x04;
pub(crate) const END: u8 = 0x0b;

/// The stream of the constant before this operator.
pub(crate) fn stream_of_constant(next: u8) -> Stream {
    match next {
        0x6a..=0x6c => Stream::Addends,
        _ => Stream::Constants,
    }
}

/// The stream of what comes after the first byte of a number.
pub(crate) fn stream_of_end(stream: Stream) -> Stream {
    match stream {
        Stream::Offsets | Stream::Calls => Stream::Ends,
        other => other,
    }
}

/// The operators in the order of the characters that stand for them. Brotli expects of a character what follows others of
/// its sort: vowels, digits, commas, brackets. So the most frequent operators have a sort of their own, or share it with
/// those that the same follows. The order was searched for, by exchanging two and keeping what came out smaller.
const ORDER: [u8; SINGLES as usize] = [
    0x0f, 0x0b, 0x05, 0x36, 0x41, 0x0d, 0x0c, 0x21, 0x88, 0xdf, 0x2b, 0x2c, 0x23, 0x1a, 0x20, 0x16,
    0x17, 0x22, 0x2f, 0xd8, 0x00, 0x02, 0xfc, 0x3a, 0x37, 0x29, 0x49, 0x11, 0x45, 0x42, 0x53, 0x57,
    0x52, 0x35, 0x46, 0x47, 0x4e, 0x4a, 0x59, 0xd9, 0x62, 0x4b, 0x4f, 0xe6, 0x4d, 0x7e, 0x55, 0x54,
    0x48, 0x56, 0x51, 0x03, 0x39, 0x24, 0x0e, 0xe7, 0x7c, 0x3b, 0x28, 0xeb, 0x78, 0x77, 0x6e, 0x72,
    0xad, 0x1b, 0x2d, 0xa7, 0x87, 0x83, 0x84, 0x85, 0x76, 0x7d, 0x7f, 0x74, 0x86, 0x71, 0x6c, 0x6b,
    0x73, 0x6a, 0x04, 0x10,
];

/// The operators by their values in the text: those of the order, and in their places those that are not in it.
pub(crate) fn operators() -> [u8; 256] {
    let mut operators = in_order();
    for (place, operator) in (0..SINGLES).zip(ORDER) {
        put(&mut operators, place, operator);
    }
    operators
}

/// What else than letters there is most of in data, and the characters that stand for it.
const FREQUENT: [(u8, u8); 4] = [(0, b'|'), (1, b'^'), (8, b'='), (b' ', b'+')];

/// The bytes after the code by their values in the text. Letters stand for themselves, so that Brotli knows the words.
pub(crate) fn data() -> [u8; 256] {
    let mut bytes = in_order();
    for place in 0..SINGLES {
        put(&mut bytes, place, character_at(place));
    }
    for (byte, character) in FREQUENT {
        put(&mut bytes, place_of(character), byte);
    }
    bytes
}

/// Has a byte exchange its place for this one.
fn put(bytes: &mut [u8; 256], place: u8, byte: u8) {
    if let Some(at) = bytes.iter().position(|other| *other == byte) {
        bytes.swap(usize::from(place), at);
    }
}

fn in_order() -> [u8; 256] {
    let mut bytes = [0; 256];
    let mut value = 0_u8;
    for byte in &mut bytes {
        *byte = value;
        value = value.wrapping_add(1);
    }
    bytes
}

/// The locals of a function, the one that was used last first.
pub(crate) struct Recent([u8; 256]);

impl Recent {
    pub(crate) fn new() -> Self {
        Self(in_order())
    }

    /// The place of a local.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn place(&self, local: usize) -> Option<u8> {
        let place = self.0.iter().position(|other| usize::from(*other) == local);
        place.and_then(|place| u8::try_from(place).ok())
    }

    /// The local at a place, which comes first from now on.
    pub(crate) fn take(&mut self, place: u8) -> u8 {
        let mut taken = 0;
        for local in self.0.iter_mut().take(usize::from(place) + 1) {
            core::mem::swap(local, &mut taken);
        }
        if let Some(first) = self.0.first_mut() {
            *first = taken;
        }
        taken
    }
}

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
pub(crate) const fn character_at(place: u8) -> u8 {
    let character = FIRST + place;
    if character < LEFT_OUT {
        character
    } else {
        character + 1
    }
}
