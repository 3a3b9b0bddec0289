//! Base64 of one HMAC-SHA1 value: 20 bytes in, 28 characters out. The general crate would be the largest part of the
//! V1 signer in the wasm module (see "Size" in ARCHITECTURE.md); the emulator uses it, and so checks this one.

pub(super) fn encode(bytes: &[u8; 20]) -> [u8; 28] {
    let mut out = [b'='; 28];
    for (group, chars) in bytes.chunks(3).zip(out.chunks_mut(4)) {
        let mut bits = [0; 4];
        for (to, from) in bits.iter_mut().skip(1).zip(group) {
            *to = *from;
        }
        let bits = u32::from_be_bytes(bits);
        // Three bytes make four characters, two make three; the `=` that fills up is there already.
        for (char, shift) in chars.iter_mut().zip([18, 12, 6, 0]).take(group.len() + 1) {
            *char = character(bits >> shift & 63);
        }
    }
    out
}

#[expect(clippy::cast_possible_truncation, reason = "the caller masks six bits")]
const fn character(sextet: u32) -> u8 {
    let sextet = sextet as u8;
    match sextet {
        0..=25 => b'A' + sextet,
        26..=51 => sextet - 26 + b'a',
        52..=61 => sextet - 52 + b'0',
        62 => b'+',
        _ => b'/',
    }
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
