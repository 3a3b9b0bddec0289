/**
 * A wasm module as text, and back. Base64 hides from a web server's compression what repeats in a module. Here a byte is
 * one printable character, or two, and what is alike stands together: operators, locals, constants, offsets, each in a
 * stream of its own. After brotli the text is smaller than the module itself, and a quarter smaller than its base64.
 *
 * `tools/pack-wasm.mjs` writes such texts, and reads each back before it is used. Reading happens once, at the first use
 * of the module, before any compiler of JavaScript is warm: hence plain loops.
 */

/** The streams, in their order in the text. */
export const Stream = {
  /** The module up to the bodies of its functions. */
  HEAD: 0,
  /** Of each function: its length, then the declaration of its locals with the length of that. */
  FUNCTIONS: 1,
  OPERATORS: 2,
  /** What follows an operator, by its sort: a number. */
  LOCALS: 3,
  OFFSETS: 4,
  CONSTANTS: 5,
  WIDE_CONSTANTS: 6,
  BLOCKS: 7,
  LABELS: 8,
  CALLS: 9,
  /** Anything else that follows an operator, with the length of it. */
  OTHERS: 10,
  /** Alignments that are not the natural ones. */
  ALIGNMENTS: 11,
  /** The module after the bodies of its functions. */
  TAIL: 12,
} as const;

/** Operators, from the first to the last of a range, and the stream of what follows them. Nothing follows the others. */
export const OPERANDS: readonly (readonly [first: number, last: number, stream: number])[] = [
  [0x02, 0x04, Stream.BLOCKS],
  [0x0c, 0x0d, Stream.LABELS],
  [0x0e, 0x0e, Stream.OTHERS],
  [0x10, 0x10, Stream.CALLS],
  [0x11, 0x11, Stream.OTHERS],
  [0x1c, 0x1c, Stream.OTHERS],
  [0x20, 0x22, Stream.LOCALS],
  [0x23, 0x26, Stream.OTHERS],
  [0x28, 0x3e, Stream.OFFSETS],
  [0x3f, 0x40, Stream.OTHERS],
  [0x41, 0x41, Stream.CONSTANTS],
  [0x42, 0x42, Stream.WIDE_CONSTANTS],
  [0x43, 0x44, Stream.OTHERS],
  [0xd0, 0xd2, Stream.OTHERS],
  [0xfc, 0xfc, Stream.OTHERS],
];

/** The natural alignments of loads and stores, which are the operators from {@link FIRST_ACCESS} on. */
export const NATURAL = [2, 3, 2, 3, 0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 2, 3, 2, 3, 0, 1, 0, 1, 2] as const;
export const FIRST_ACCESS = 0x28;
/** A load or store with another alignment is written as an operator that does not exist: its own plus this. */
export const UNALIGNED = 0xb0;

/** What texts are made of: no character that ends a string, a template or a script element. The last two begin pairs. */
export const ALPHABET =
  " !#%&()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~";

/** So many values are a character on their own. A stream's first value is its base, which is added to all others. */
export const SINGLES = ALPHABET.length - 2;

/** The module that a text stands for. */
export function unpack(text: string): Uint8Array {
  const streams = decode(text);
  const [head, functions, operators, , , , , , , , , alignments, tail] = streams as Streams;
  const operands = new Uint8Array(256);
  for (const [first, last, stream] of OPERANDS) {
    operands.fill(stream, first, last + 1);
  }
  const ats = new Uint32Array(streams.length);
  // Never longer than the text.
  const module = new Uint8Array(text.length);
  let length = 0;
  const append = (bytes: Uint8Array): void => {
    module.set(bytes, length);
    length += bytes.length;
  };
  append(head);
  let at = 0;
  let inFunctions = 0;
  let inAlignments = 0;
  while (inFunctions < functions.length) {
    // The length, in LEB128.
    let size = 0;
    let byte = 128;
    for (let shift = 0; byte > 127; shift += 7) {
      byte = functions[inFunctions++] as number;
      size |= (byte & 127) << shift;
      module[length++] = byte;
    }
    const end = length + size;
    const locals = functions[inFunctions++] as number;
    append(functions.subarray(inFunctions, inFunctions + locals));
    inFunctions += locals;
    while (length < end) {
      let operator = operators[at++] as number;
      const unaligned =
        operator >= FIRST_ACCESS + UNALIGNED && operator < FIRST_ACCESS + UNALIGNED + NATURAL.length;
      if (unaligned) {
        operator -= UNALIGNED;
      }
      module[length++] = operator;
      const stream = operands[operator] as number;
      if (stream === 0) {
        continue;
      }
      const bytes = streams[stream] as Uint8Array;
      let next = ats[stream] as number;
      if (stream === Stream.OTHERS) {
        for (let left = bytes[next++] as number; left > 0; left--) {
          module[length++] = bytes[next++] as number;
        }
      } else {
        if (stream === Stream.OFFSETS) {
          module[length++] = (
            unaligned ? alignments[inAlignments++] : NATURAL[operator - FIRST_ACCESS]
          ) as number;
        }
        do {
          byte = bytes[next++] as number;
          module[length++] = byte;
        } while (byte > 127);
      }
      ats[stream] = next;
    }
  }
  append(tail);
  return module.subarray(0, length);
}

type B = Uint8Array;
type Streams = [B, B, B, B, B, B, B, B, B, B, B, B, B];

/** The bytes of each stream. */
function decode(text: string): Uint8Array[] {
  const places = new Uint8Array(128);
  for (let place = 0; place < ALPHABET.length; place++) {
    places[ALPHABET.charCodeAt(place)] = place;
  }
  return text.split("'").map((stream) => {
    const bytes = new Uint8Array(stream.length);
    let length = 0;
    let base = 0;
    for (let at = 0; at < stream.length; at++) {
      let value = places[stream.charCodeAt(at)] as number;
      if (value >= SINGLES) {
        at++;
        value = SINGLES + (value - SINGLES) * ALPHABET.length + (places[stream.charCodeAt(at)] as number);
      }
      bytes[length++] = base + value;
      if (length === 1) {
        base = value;
      }
    }
    return bytes.subarray(1, length);
  });
}
