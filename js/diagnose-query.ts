/** What two canonical query strings that differ say about how one of them was made. */

/** Names shown of those that only one side has. */
const MAX_NAMES = 3;

/** What the user can do about two canonical queries that are not the same. */
export function hintForQuery(ours: string, theirs: string): string {
  const [our, their] = [pairs(ours), pairs(theirs)];
  const missing = [...our.keys()].filter((name) => !their.has(name));
  if (missing.length > 0) {
    return `The server did not see ${list(missing)}, which was signed: send it, or leave it out of both.`;
  }
  const extra = [...their.keys()].filter((name) => !our.has(name));
  if (extra.length > 0) {
    return `The server saw ${list(extra)}, which was not signed: sign every parameter that is sent.`;
  }
  for (const [name, value] of our) {
    const theirValue = their.get(name) ?? "";
    if (value !== theirValue) {
      return `${name}: ${hintForValue(name, value, theirValue)}`;
    }
  }
  return "The parameters stand in another order: sort them by name, byte by byte, before they are encoded.";
}

function hintForValue(name: string, ours: string, theirs: string): string {
  if (name === "Timestamp" || name === "SignatureNonce") {
    return "the server saw another one: compare with the attempt that was refused; each is signed anew.";
  }
  const [our, their] = [decode(ours), decode(theirs)];
  if (our === their || our.replaceAll("+", " ") === their.replaceAll("+", " ")) {
    return hintForEncoding(ours, theirs);
  }
  if (decode(our) === their || our === decode(their)) {
    return "one side is percent-encoded once more than the other: encode each value once, and sign what is sent.";
  }
  return "the values differ: sign exactly what is sent.";
}

/** For values that mean the same, or would if a + were a blank. */
function hintForEncoding(ours: string, theirs: string): string {
  const either = (sign: RegExp): boolean => ours.split(sign).length !== theirs.split(sign).length;
  if (either(/\+/)) {
    return "write a blank as %20 in what is signed; + is for forms, and never stands in a canonical query.";
  }
  if (either(/%2B/i)) {
    return "a + and a blank were mixed up on the way: send a + as %2B and a blank as %20.";
  }
  if (either(/\*/)) {
    return "write * as %2A.";
  }
  if (either(/%7E/i)) {
    return "leave ~ as it is; it is not encoded.";
  }
  if (either(/[!'()]/)) {
    return "encode ! ' ( ) too; encodeURIComponent leaves them as they are.";
  }
  if (ours.toUpperCase() === theirs.toUpperCase()) {
    return "write percent-encodings in upper case, %2F and not %2f.";
  }
  return "encode everything but letters, digits and - _ . ~ as UTF-8, with a percent sign and two digits a byte.";
}

/** Names and encoded values, in order. */
function pairs(query: string): Map<string, string> {
  return new Map(
    query.split("&").map((pair) => {
      const at = pair.indexOf("=");
      return at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function list(names: readonly string[]): string {
  const more = names.length - MAX_NAMES;
  return names.slice(0, MAX_NAMES).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
