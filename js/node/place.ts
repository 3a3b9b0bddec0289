/** Where a URL leads: origin and path. */

export interface Place {
  origin: string;
  /** With the query. */
  path: string;
}

/** What signing makes, which is the same in parsed form: no user, no fragment, nothing to encode or to resolve. */
const SIGNED = /^(https?:\/\/[a-z0-9.-]+(?::\d+)?)(\/(?:\?[\w.~%&=+-]*)?)$/;

/** An endpoint that was asked for: forms go to the same one time after time. One with a query may be a secret. */
let last = "";
let lastPlace: Place = { origin: "", path: "" };

/** Throws TypeError, as `fetch` does, where it is no URL, has a user in it, or is not http or https. */
export function placeOf(input: string): Place {
  if (input === last && input !== "") {
    return lastPlace;
  }
  const [, origin, path] = SIGNED.exec(input) ?? [];
  if (origin === undefined || path === undefined) {
    return parsed(input);
  }
  const place = { origin, path };
  if (path === "/") {
    [last, lastPlace] = [input, place];
  }
  return place;
}

function parsed(input: string): Place {
  // Node's own error would hold the input, whose query may hold a signature.
  const url = URL.canParse(input) ? new URL(input) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new TypeError("not an http or https URL");
  }
  if (url.username !== "" || url.password !== "") {
    throw new TypeError("a URL to fetch may not hold a user or a password");
  }
  return { origin: url.origin, path: url.pathname + url.search };
}
