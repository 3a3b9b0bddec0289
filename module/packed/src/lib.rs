//! A wasm module as text, and back. Base64 hides from a web server's compression what repeats in a module. Here a byte is
//! one printable character, or two, and what is alike stands together: operators, locals, constants, offsets, each in a
//! stream of its own. After brotli the text is smaller than the module itself, and a quarter smaller than its base64.
//!
//! Reading happens once, at the first use of the module, before any compiler of JavaScript is warm. So it is wasm itself:
//! a module of about a kilobyte, which takes a millisecond where JavaScript took ten.
#![deny(unsafe_code)]
#![cfg_attr(target_arch = "wasm32", no_std)]

mod form;
#[cfg(not(target_arch = "wasm32"))]
mod pack;
#[cfg(target_arch = "wasm32")]
mod wasm;

use form::{
    FIRST_ACCESS, LAST_ACCESS, SEPARATOR, SINGLES, SIZE, STREAM_OF, STREAMS, Stream, UNALIGNED,
    natural, place_of,
};
#[cfg(not(target_arch = "wasm32"))]
pub use pack::{NotPackable, pack};

/// Writes the module that `text` stands for, and gives its length. None where the text is none of a module, or there is
/// no room.
pub fn unpack(text: &[u8], module: &mut [u8]) -> Option<usize> {
    let mut streams = split(text);
    let mut out = Out { module, length: 0 };
    out.rest_of(&mut streams, Stream::Head)?;
    while let Some(end) = out.number(&mut streams, Stream::Functions) {
        let end = out.length.checked_add(end)?;
        let locals = next(&mut streams, Stream::Functions)?;
        for _ in 0..locals {
            out.copy(&mut streams, Stream::Functions)?;
        }
        while out.length < end {
            let mut operator = next(&mut streams, Stream::Operators)?;
            let unaligned =
                (FIRST_ACCESS..=LAST_ACCESS).contains(&operator.wrapping_sub(UNALIGNED));
            if unaligned {
                operator -= UNALIGNED;
            }
            out.push(operator)?;
            match STREAM_OF.get(usize::from(operator)).copied()? {
                Stream::Head => {}
                Stream::Others => {
                    for _ in 0..next(&mut streams, Stream::Others)? {
                        out.copy(&mut streams, Stream::Others)?;
                    }
                }
                stream => {
                    if stream == Stream::Offsets {
                        out.push(if unaligned {
                            next(&mut streams, Stream::Alignments)?
                        } else {
                            natural(operator)
                        })?;
                    }
                    out.number(&mut streams, stream)?;
                }
            }
        }
    }
    out.rest_of(&mut streams, Stream::Tail)?;
    Some(out.length)
}

/// What is left of a stream.
#[derive(Clone, Copy, Default)]
struct Rest<'a> {
    text: &'a [u8],
    base: u8,
}

fn split(text: &[u8]) -> [Rest<'_>; STREAMS] {
    let mut streams = [Rest::default(); STREAMS];
    for (stream, text) in streams
        .iter_mut()
        .zip(text.split(|character| *character == SEPARATOR))
    {
        *stream = Rest { text, base: 0 };
        stream.base = stream.next().unwrap_or_default();
    }
    streams
}

impl Rest<'_> {
    #[inline]
    fn next(&mut self) -> Option<u8> {
        let mut value = self.place()?;
        if value >= SINGLES {
            let second = self.place()?;
            value = (value - SINGLES).wrapping_mul(SIZE);
            value = SINGLES.wrapping_add(value).wrapping_add(second);
        }
        Some(self.base.wrapping_add(value))
    }

    #[inline]
    fn place(&mut self) -> Option<u8> {
        let (first, rest) = self.text.split_first()?;
        self.text = rest;
        Some(place_of(*first))
    }
}

fn next(streams: &mut [Rest<'_>; STREAMS], stream: Stream) -> Option<u8> {
    streams.get_mut(stream as usize)?.next()
}

struct Out<'a> {
    module: &'a mut [u8],
    length: usize,
}

impl Out<'_> {
    fn push(&mut self, byte: u8) -> Option<()> {
        *self.module.get_mut(self.length)? = byte;
        self.length += 1;
        Some(())
    }

    fn copy(&mut self, streams: &mut [Rest<'_>; STREAMS], stream: Stream) -> Option<u8> {
        let byte = next(streams, stream)?;
        self.push(byte)?;
        Some(byte)
    }

    /// Copies a number in LEB128. What is beyond 32 bits of it is not in the value.
    fn number(&mut self, streams: &mut [Rest<'_>; STREAMS], stream: Stream) -> Option<usize> {
        let mut value = 0;
        let mut shift = 0u32;
        loop {
            let byte = self.copy(streams, stream)?;
            value |= usize::from(byte & 127)
                .checked_shl(shift)
                .unwrap_or_default();
            shift += 7;
            if byte < 128 {
                return Some(value);
            }
        }
    }

    fn rest_of(&mut self, streams: &mut [Rest<'_>; STREAMS], stream: Stream) -> Option<()> {
        while let Some(byte) = next(streams, stream) {
            self.push(byte)?;
        }
        Some(())
    }
}
