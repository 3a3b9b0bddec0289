/** Plain data as JSON text, for the emulator: what JSON would drop, or write as null, is an error that names the field. */

/** An object that holds itself is an error, not the end of the stack. */
const DEEPEST = 32;

/** Throws an Error that names the field. `undefined` is written as null. */
export function plainText(value: unknown, path = "", depth = 0): string {
  const refuse = (problem: string): never => {
    throw new Error(path === "" ? problem : `${path}: ${problem}`);
  };
  if (depth > DEEPEST) {
    return refuse("is nested too deeply");
  }
  switch (typeof value) {
    case "undefined":
      return "null";
    case "boolean":
    case "bigint":
      return String(value);
    case "number":
      return Number.isFinite(value) ? String(value) : refuse("must be a number that is finite");
    case "string":
      return quoted(value);
    case "object":
      break;
    default:
      return refuse("must be plain data");
  }
  if (value === null) {
    return "null";
  }
  if (Array.isArray(value)) {
    return `[${value.map((item) => plainText(item, path, depth + 1)).join()}]`;
  }
  const fields = Object.entries(value).map(([name, field]) => {
    const text = plainText(field, path === "" ? name : `${path}.${name}`, depth + 1);
    return `${quoted(name)}:${text}`;
  });
  return `{${fields.join()}}`;
}

/** Half of a surrogate pair is no text that UTF-8 could carry. */
function quoted(text: string): string {
  return JSON.stringify(text.replace(/\p{Surrogate}/gu, "\ufffd"));
}
