// What takes the space in the client's module: the functions of a module that still has their names, by the folder of
// `src/` that they come from. What a compiler has put into another function counts where it stands now.

/** A room's name, and what the names of its functions hold. The first that fits counts. */
const ROOMS = [
  ["hash functions", /\bsha1::|::sha256::/],
  ["jobs: teardown", /::jobs::teardown/],
  ["jobs: waits", /::jobs::wait/],
  ["jobs: opening and closing a session", /::jobs::session/],
  ["jobs: calls, retries, listing and the rest", /::jobs\b/],
  ["answers: XML", /::response::xml/],
  ["answers: JSON, results, refusals", /::response\b|::json\b|::scan\b/],
  ["requests: checked, written, signed", /_request::(request|signing|service|text|decimal)\b/],
  ["exports, and errors as JSON", /::(wasm|error)\b/],
];
const REST = "standard library, allocator, glue";

/** The rooms of a module, the largest first, each with its functions put together. */
export function roomsOf(module) {
  const { names, functions } = read(module);
  const rooms = new Map([...ROOMS.map(([room]) => [room, []]), [REST, []]]);
  for (const [index, body] of functions) {
    const name = names.get(index) ?? "";
    const [room] = ROOMS.find(([, pattern]) => pattern.test(name)) ?? [REST];
    rooms.get(room).push(body);
  }
  return [...rooms]
    .map(([room, bodies]) => ({ room, code: Buffer.concat(bodies) }))
    .sort((one, other) => other.code.length - one.code.length);
}

/** A module without the names of its functions. */
export function withoutNames(module) {
  const kept = [...sectionsOf(module)].filter(({ id, name }) => !(id === 0 && name === "name"));
  return Buffer.concat([module.subarray(0, 8), ...kept.map(({ whole }) => whole)]);
}

/** The sections of a module: the number of each, the name of one that is no part of the program, and its bytes. */
export function* sectionsOf(module) {
  const reader = new Reader(module, 8);
  while (reader.at < module.length) {
    const begin = reader.at;
    const id = reader.byte();
    const length = reader.number();
    const end = reader.at + length;
    const body = module.subarray(reader.at, end);
    const name = id === 0 ? reader.text() : "";
    reader.at = end;
    yield { id, name, body, whole: module.subarray(begin, end) };
  }
}

/** The functions of a module by their index, and their names. */
function read(module) {
  let imported = 0;
  const functions = [];
  const names = new Map();
  for (const { id, name, body } of sectionsOf(module)) {
    const reader = new Reader(body);
    if (id === 2) {
      for (let left = reader.number(); left > 0; left -= 1) {
        reader.text();
        reader.text();
        if (reader.byte() !== 0) throw new Error("the client's module imports what is no function");
        reader.number();
        imported += 1;
      }
    } else if (id === 10) {
      for (let left = reader.number(); left > 0; left -= 1) {
        functions.push([imported + functions.length, reader.bytes()]);
      }
    } else if (name === "name") {
      reader.text();
      while (reader.at < body.length) {
        const kind = reader.byte();
        const part = new Reader(reader.bytes());
        for (let left = kind === 1 ? part.number() : 0; left > 0; left -= 1) {
          names.set(part.number(), part.text());
        }
      }
    }
  }
  if (names.size === 0) throw new Error("the functions of this module have no names");
  return { functions, names };
}

/** Reads the binary format: https://webassembly.github.io/spec/core/binary/ */
class Reader {
  constructor(bytes, at = 0) {
    this.source = bytes;
    this.at = at;
  }

  byte() {
    this.at += 1;
    return this.source[this.at - 1];
  }

  /** Seven bits a byte, the lowest first. */
  number() {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  bytes() {
    const length = this.number();
    this.at += length;
    return this.source.subarray(this.at - length, this.at);
  }

  text() {
    return Buffer.from(this.bytes()).toString();
  }
}
