/** Bytes → text, which `js/base91.ts` reads. What it gives back may end in a zero that was not there. */
export const encodeBase91 = (bytes) => {
  let text = "";
  let held = 0;
  let bits = 0;
  const write = () => {
    for (const digit of [(held & 8191) % 91, Math.trunc((held & 8191) / 91)]) {
      text += String.fromCharCode(digit + (digit < 57 ? 35 : 36));
    }
    held >>>= 13;
    bits -= 13;
  };
  for (const byte of bytes) {
    held |= byte << bits;
    bits += 8;
    if (bits >= 13) write();
  }
  if (bits > 0) write();
  return text;
};
