//! SHA-256's block step (FIPS 180-4, 6.2.2) for wasm, where no processor's instructions for it can be had. Sixteen rounds at a
//! time: then every variable and every word of the message stands where it began, and none has to be moved. The crate has
//! it one round at a time, which takes two fifths longer, or 64 at a time, which takes no less and is 5 KB more.

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
#[rustfmt::skip]
const ROUNDS: [[u32; 16]; 4] = [
    [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5,
        0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3,
        0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    ],
    [
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc,
        0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
        0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    ],
    [
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13,
        0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3,
        0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    ],
    [
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5,
        0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208,
        0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ],
];

/// One round, with the variables as they are named in it.
macro_rules! round {
    ($a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident, $constant:expr, $word:expr) => {
        $h = $h
            .wrapping_add($constant)
            .wrapping_add($word)
            .wrapping_add($g ^ ($e & ($f ^ $g)))
            .wrapping_add($e.rotate_right(6) ^ $e.rotate_right(11) ^ $e.rotate_right(25));
        $d = $d.wrapping_add($h);
        $h = $h
            .wrapping_add($a.rotate_right(2) ^ $a.rotate_right(13) ^ $a.rotate_right(22))
            .wrapping_add(($a & $b) | ($c & ($a | $b)));
    };
}

/// The word of the message that is used sixteen rounds after this one.
macro_rules! word {
    ($words:ident $($at:literal)*) => {
        $(
            let (after, before) = ($words[($at + 1) % 16], $words[($at + 14) % 16]);
            $words[$at] = $words[$at]
                .wrapping_add($words[($at + 9) % 16])
                .wrapping_add(after.rotate_right(7) ^ after.rotate_right(18) ^ (after >> 3))
                .wrapping_add(before.rotate_right(17) ^ before.rotate_right(19) ^ (before >> 10));
        )*
    };
}

/// Takes blocks of a message into the state.
#[expect(
    clippy::many_single_char_names,
    reason = "they are the standard's, and the rounds are read in columns"
)]
#[inline(never)]
pub(super) fn compress(state: &mut [u32; 8], blocks: &[[u8; 64]]) {
    for block in blocks {
        let mut w = [0_u32; 16];
        let (bytes, _) = block.as_chunks();
        for (word, bytes) in w.iter_mut().zip(bytes) {
            *word = u32::from_be_bytes(*bytes);
        }
        let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
        let mut rounds = ROUNDS.iter();
        let mut now = rounds.next();
        while let Some(k) = now {
            round!(a b c d e f g h, k[0], w[0]);
            round!(h a b c d e f g, k[1], w[1]);
            round!(g h a b c d e f, k[2], w[2]);
            round!(f g h a b c d e, k[3], w[3]);
            round!(e f g h a b c d, k[4], w[4]);
            round!(d e f g h a b c, k[5], w[5]);
            round!(c d e f g h a b, k[6], w[6]);
            round!(b c d e f g h a, k[7], w[7]);
            round!(a b c d e f g h, k[8], w[8]);
            round!(h a b c d e f g, k[9], w[9]);
            round!(g h a b c d e f, k[10], w[10]);
            round!(f g h a b c d e, k[11], w[11]);
            round!(e f g h a b c d, k[12], w[12]);
            round!(d e f g h a b c, k[13], w[13]);
            round!(c d e f g h a b, k[14], w[14]);
            round!(b c d e f g h a, k[15], w[15]);
            now = rounds.next();
            if now.is_some() {
                word!(w 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
            }
        }
        for (word, end) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
            *word = word.wrapping_add(end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::block_api::compress256;

    #[test]
    fn blocks_are_taken_in_as_the_crate_does() {
        let mut state = [1, 2, 3, 4, 5, 6, 7, u32::MAX];
        let mut expected = state;
        let mut blocks = [[0_u8; 64], [0xff; 64], [0x80; 64]];
        for round in 0..200_u8 {
            for byte in blocks.as_flattened_mut() {
                *byte = byte.wrapping_mul(31).wrapping_add(round);
            }
            let blocks = &blocks[..usize::from(round % 4)];
            compress(&mut state, blocks);
            compress256(&mut expected, blocks);
            assert_eq!(state, expected);
        }
    }
}
