//! Base64 of one HMAC-SHA1 value: 20 bytes in, 28 characters out. The general crate would be the largest part of the
//! V1 signer in the wasm module (see "Size" in ARCHITECTURE.md); the emulator uses it, and so checks this one.

pub(super) fn encode(bytes: &[u8; 20]) -> [u8; 28] {
    let mut padded = [0; 21];
    for (to, from) in padded.iter_mut().zip(bytes) {
        *to = *from;
    }
    let mut out = [b'='; 28];
    for (group, chars) in padded.chunks_exact(3).zip(out.chunks_exact_mut(4)) {
        if let (&[a, b, c], [w, x, y, z]) = (group, chars) {
            *w = character(a >> 2);
            *x = character(a << 4 | b >> 4);
            *y = character(b << 2 | c >> 6);
            *z = character(c);
        }
    }
    // Of the last group there are two bytes only.
    if let Some(last) = out.last_mut() {
        *last = b'=';
    }
    out
}

/// The character of the six low bits.
fn character(bits: u8) -> u8 {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    ALPHABET
        .get(usize::from(bits & 63))
        .copied()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn every_character_and_the_padding_come_out() {
        assert_eq!(&encode(&[0xff; 20]), b"//////////////////////////8=");
        assert_eq!(&encode(&[0; 20]), b"AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
        assert_eq!(
            &encode(b"many hands make ligh"),
            b"bWFueSBoYW5kcyBtYWtlIGxpZ2g="
        );
    }
}
