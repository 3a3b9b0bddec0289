/**
 * JavaScript values as the flat form that the wasm module reads; its grammar stands in `src/request/params.rs`. What is
 * wrong with a value is decided there: here it is only written down faithfully.
 */

/** Deepest nesting that is written; one level more than the module accepts, so that it can say what is wrong. */
const MAX_DEPTH = 9;

/** What needs a closer look in a string: the bytes that the form itself uses, and halves of surrogate pairs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these control characters are the form's own.
const SPECIAL = /[\0\x01\ud800-\udfff]/;

/** An object's own enumerable properties; those that are `undefined` count as not given. */
export function encodeFields(object: object, depth = 0): string {
  return fields(object, depth, (value, depth) =>
    value === undefined ? undefined : encodeValue(value, depth, encodeFields),
  );
}

/**
 * An object's own enumerable properties, those that are `undefined` too, at any depth: they are written as what cannot be
 * sent. Where leaving out a property would widen what is meant, the module has to see that it was there.
 */
export function encodeAllFields(object: object, depth = 0): string {
  return fields(object, depth, (value, depth) =>
    value === undefined ? "?" : encodeValue(value, depth, encodeAllFields),
  );
}

function fields(
  object: object,
  depth: number,
  encode: (value: unknown, depth: number) => string | undefined,
): string {
  let out = "";
  for (const name of Object.keys(object)) {
    const value = encode((object as Record<string, unknown>)[name], depth);
    if (value !== undefined && !SPECIAL.test(name)) {
      out += `k${name}\0${value}`;
    } else if (value !== undefined) {
      // A name that is no Unicode text cannot be sent; the replacement character keeps it recognisable in the error.
      const text = isUnicode(name) ? name : name.replace(/[\ud800-\udfff]/g, "\ufffd");
      out += `k${withEscapes(text)}\0${isUnicode(name) ? value : "!"}`;
    }
  }
  return out;
}

/** A string as a text value. */
export function encodeText(text: string): string {
  if (!SPECIAL.test(text)) {
    return `s${text}\0`;
  }
  return isUnicode(text) ? `s${withEscapes(text)}\0` : "!";
}

type EncodeObject = (object: object, depth: number) => string;

function encodeValue(value: unknown, depth: number, encodeObject: EncodeObject): string {
  switch (typeof value) {
    case "string":
      return encodeText(value);
    case "number":
    case "bigint":
      return `n${value}\0`;
    case "boolean":
      return value ? "t" : "f";
    case "object":
      if (value === null) {
        return "z";
      }
      if (depth >= MAX_DEPTH) {
        return "?";
      }
      if (Array.isArray(value)) {
        return `[${Array.from(value, (item) => encodeItem(item, depth + 1, encodeObject)).join("")}]`;
      }
      return isPlain(value) ? `{${encodeObject(value, depth + 1)}}` : "?";
    default:
      return "?";
  }
}

/** A hole or `undefined` in a list would shift the numbering, so it counts as null, which is refused. */
function encodeItem(item: unknown, depth: number, encodeObject: EncodeObject): string {
  return item === undefined ? "z" : encodeValue(item, depth, encodeObject);
}

/** Dates, maps and the like have no place in a request, and would be sent as if they were empty. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function withEscapes(text: string): string {
  return text.replaceAll("\x01", "\x011").replaceAll("\0", "\x010");
}

/** Whether the text has no half of a surrogate pair. */
function isUnicode(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
