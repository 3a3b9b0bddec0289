// Writes a wasm module as text; js/unpack.ts says how, and why.
import { build } from "esbuild";

const { outputFiles } = await build({
  entryPoints: ["js/unpack.ts"],
  bundle: true,
  format: "esm",
  write: false,
});
const { ALPHABET, FIRST_ACCESS, NATURAL, OPERANDS, SINGLES, Stream, UNALIGNED, unpack } = await import(
  `data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`
);

const HEADER = 8;
const CODE_SECTION = 10;

/** The text of a module. Throws if the module is not what reading the text gives. */
export const packWasm = (module) => {
  const streams = Object.values(Stream).map(() => []);
  let at = 0;
  const take = (stream, count) => {
    for (let left = count; left > 0; left--) streams[stream].push(module[at++]);
  };
  /** A number in LEB128, which moves to a stream. */
  const takeNumber = (stream) => {
    const { value, length } = number(module, at);
    take(stream, length);
    return value;
  };

  take(Stream.HEAD, HEADER);
  let side = Stream.HEAD;
  while (at < module.length) {
    const section = module[at];
    take(side, 1);
    const size = takeNumber(side);
    if (section !== CODE_SECTION) {
      take(side, size);
      continue;
    }
    side = Stream.TAIL;
    for (let left = takeNumber(Stream.HEAD); left > 0; left--) {
      const end = takeNumber(Stream.FUNCTIONS) + at;
      const locals = localsLength(module, at);
      streams[Stream.FUNCTIONS].push(locals);
      take(Stream.FUNCTIONS, locals);
      while (at < end) {
        const operator = module[at++];
        const stream = streamOf(operator);
        if (stream === Stream.OFFSETS) {
          const natural = module[at] === NATURAL[operator - FIRST_ACCESS];
          streams[Stream.OPERATORS].push(natural ? operator : operator + UNALIGNED);
          if (natural) at++;
          else take(Stream.ALIGNMENTS, 1);
        } else {
          streams[Stream.OPERATORS].push(operator);
        }
        if (stream === Stream.OTHERS) {
          const length = othersLength(module, at, operator);
          streams[stream].push(length);
          take(stream, length);
        } else if (stream !== undefined) {
          takeNumber(stream);
        }
      }
    }
  }
  const text = streams.map(stream).join("'");
  if (Buffer.compare(unpack(text), module) !== 0) {
    throw new Error("the module is not what its text gives");
  }
  return text;
};

const streamOf = (operator) => OPERANDS.find(([first, last]) => operator >= first && operator <= last)?.[2];

/** A number in LEB128; its value is right where it is not negative and below 2^31. */
const number = (module, start) => {
  let value = 0;
  let length = 0;
  let byte;
  do {
    byte = module[start + length];
    value |= (byte & 127) << (7 * length);
    length++;
  } while (byte > 127);
  return { value, length };
};

/** The length of so many numbers. */
const numbersLength = (module, start, count) => {
  let at = start;
  for (let left = count; left > 0; left--) at += number(module, at).length;
  return at - start;
};

/** The length of a function's locals: runs, each its length and the type, a byte. */
const localsLength = (module, start) => {
  const { value, length } = number(module, start);
  return length + numbersLength(module, start + length, 2 * value);
};

/** The length of what follows an operator that has something else than a number. */
const othersLength = (module, start, operator) => {
  const { value, length } = number(module, start);
  switch (operator) {
    case 0x0e: // br_table: labels, and one for all else.
      return length + numbersLength(module, start + length, value + 1);
    case 0x11: // call_indirect
      return numbersLength(module, start, 2);
    case 0x1c: // select, with types.
      return length + numbersLength(module, start + length, value);
    case 0x43: // f32.const
      return 4;
    case 0x44: // f64.const
      return 8;
    case 0xd1: // ref.is_null
      return 0;
    case 0xfc: {
      // Saturating conversions have nothing; then memory.init and table.init, data.drop and elem.drop, the rest.
      const count = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1][value];
      if (count === undefined) throw new Error(`operator 0xfc ${value} is not known to tools/pack-wasm.mjs`);
      return length + numbersLength(module, start + length, count);
    }
    default:
      return length;
  }
};

/** One stream as text: its base, at which the most bytes are a character on their own, then its bytes. */
const stream = (bytes) => {
  const uses = new Array(256).fill(0);
  for (const byte of bytes) uses[byte]++;
  const singles = uses.map((_, base) =>
    uses.reduce((sum, count, byte) => sum + (((byte - base) & 255) < SINGLES ? count : 0), 0),
  );
  const base = singles.indexOf(Math.max(...singles));
  return [base, ...bytes.map((byte) => (byte - base) & 255)].map(character).join("");
};

const character = (value) => {
  if (value < SINGLES) return ALPHABET[value];
  const rest = value - SINGLES;
  return ALPHABET[SINGLES + Math.floor(rest / ALPHABET.length)] + ALPHABET[rest % ALPHABET.length];
};
