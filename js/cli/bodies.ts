/** Reading bodies within bounds, one by one and all together. */

import type http from "node:http";

/** How long a sender that was refused may go on before the connection is cut: until then it can read the answer. */
const LINGER_MS = 1_000;
/** How much of it is read and dropped meanwhile: a fast sender gets through a gigabyte in that time. */
const LINGER_BYTES = 16 * 1024 * 1024;

/** Bytes that may be held at once, whatever the number of connections. */
export class Budget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  take(bytes: number): boolean {
    if (bytes > this.#left) {
      return false;
    }
    this.#left -= bytes;
    return true;
  }

  give(bytes: number): void {
    this.#left += bytes;
  }
}

/** `"long"`: longer than it may be. `"full"`: too much is held for others. */
export type Body = Buffer | "long" | "full";

/**
 * Hands the whole body to `use` and counts it against the budget until that is done. Rejects if the sender leaves.
 */
export async function withBody<T>(
  request: http.IncomingMessage,
  max: number,
  budget: Budget,
  use: (body: Body) => T,
): Promise<T> {
  if (Number(request.headers["content-length"]) > max) {
    return use("long");
  }
  const held = { bytes: 0 };
  try {
    return use(await read(request, max, budget, held));
  } finally {
    budget.give(held.bytes);
  }
}

function read(
  request: http.IncomingMessage,
  max: number,
  budget: Budget,
  held: { bytes: number },
): Promise<Body> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const stop = (body: Body): void => {
      request.off("data", take);
      request.pause();
      resolve(body);
    };
    const take = (chunk: Buffer): void => {
      if (held.bytes + chunk.length > max) {
        stop("long");
      } else if (!budget.take(chunk.length)) {
        stop("full");
      } else {
        held.bytes += chunk.length;
        chunks.push(chunk);
      }
    };
    request.on("data", take);
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", reject);
    request.on("close", () => reject(new Error("the sender left")));
  });
}

/** Ends the connection once the sender has stopped sending what nobody reads, or has had time to notice. */
export function linger(request: http.IncomingMessage, response: http.ServerResponse): void {
  const cut = (): void => {
    clearTimeout(timer);
    response.end();
    response.destroy();
  };
  const timer = setTimeout(cut, LINGER_MS);
  if (request.complete || request.destroyed) {
    cut();
    return;
  }
  let dropped = 0;
  request.on("data", (chunk: Buffer) => {
    dropped += chunk.length;
    if (dropped > LINGER_BYTES) {
      cut();
    }
  });
  request.on("end", cut);
  request.on("close", cut);
  request.resume();
}
