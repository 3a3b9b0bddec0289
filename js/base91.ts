/**
 * Text → bytes: 13 bits in two characters of 91, so that a byte takes 1.23 of them and not the 1.33 of Base64. The
 * characters are those from `#` to `~` but the backslash, the lower bits first. `tools/base91.mjs` writes them.
 */
export function decodeBase91(text: string): Uint8Array {
  const bytes = new Uint8Array((text.length * 13) >> 4);
  const digit = (at: number): number => {
    const code = text.charCodeAt(at);
    return code - (code > BACKSLASH ? 36 : 35);
  };
  let held = 0;
  let bits = 0;
  let end = 0;
  for (let at = 0; at < text.length; at += 2) {
    held |= (digit(at) + 91 * digit(at + 1)) << bits;
    for (bits += 13; bits >= 8; bits -= 8) {
      bytes[end++] = held;
      held >>>= 8;
    }
  }
  return bytes;
}

const BACKSLASH = 92;
