/**
 * JavaScript values as the flat form that the wasm module reads; its grammar stands in `request/src/request/params.rs`. What is
 * wrong with a value is decided there: here it is only written down faithfully.
 */

import { isPlain } from "./checks.js";

/** Deepest nesting that is written; one level more than the module accepts, so that it can say what is wrong. */
const MAX_DEPTH = 9;

/** What needs a closer look in a string: the bytes that the form itself uses, and halves of surrogate pairs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these control characters are the form's own.
const SPECIAL = /[\0\x01\ud800-\udfff]/;

/** An object's own enumerable properties; those that are `undefined` count as not given. */
export function encodeFields(object: object, depth = 0, absent = ""): string {
  let out = "";
  for (const name of absent ? Object.getOwnPropertyNames(object) : Object.keys(object)) {
    const value = encodeValue((object as Record<string, unknown>)[name], depth, absent);
    if (value === "") {
      continue;
    }
    if (!SPECIAL.test(name)) {
      out += `k${name}\0${value}`;
    } else {
      // A name that is no Unicode text cannot be sent; the replacement character keeps it recognisable in the error.
      const text = isUnicode(name) ? name : name.replace(/[\ud800-\udfff]/g, "\ufffd");
      out += `k${withEscapes(text)}\0${isUnicode(name) ? value : "!"}`;
    }
  }
  return out;
}

/**
 * An object's own properties, those that are `undefined` or hidden too, at any depth; what is `undefined` is written as
 * what cannot be sent. Where leaving out a property would widen what is meant, the module has to see that it was there.
 */
export function encodeAllFields(object: object): string {
  return encodeFields(object, 0, "?");
}

/** A string as a text value. */
export function encodeText(text: string): string {
  if (!SPECIAL.test(text)) {
    return `s${text}\0`;
  }
  return isUnicode(text) ? `s${withEscapes(text)}\0` : "!";
}

function encodeValue(value: unknown, depth: number, absent: string): string {
  switch (typeof value) {
    case "string":
      return encodeText(value);
    case "undefined":
      return absent;
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
        // A hole or `undefined` in a list would shift the numbering, so it counts as null, which is refused.
        const items = Array.from(value, (item) => encodeValue(item ?? null, depth + 1, absent));
        return `[${items.join("")}]`;
      }
      // Dates, maps and the like have no place in a request, and would be sent as if they were empty.
      return isPlain(value) ? `{${encodeFields(value, depth + 1, absent)}}` : "?";
    default:
      return "?";
  }
}

function withEscapes(text: string): string {
  return text.replaceAll("\x01", "\x011").replaceAll("\0", "\x010");
}

/** Whether the text has no half of a surrogate pair. */
function isUnicode(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
