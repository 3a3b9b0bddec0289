/** Reading the body of an answer: decompressed, and no longer than is sensible. */

import type { IncomingMessage } from "node:http";
import type { Transform } from "node:stream";
import { failure } from "./failure.js";

/** The client takes no longer answer either. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Hands over the text of a body, or what the connection or the decoder says, or that it is too long. With callbacks,
 * since this is done for each request and promises of streams cost as much as the rest of it.
 */
export function readBody(
  answer: IncomingMessage,
  done: (body: string) => void,
  fail: (error: unknown) => void,
): void {
  const coding = (answer.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  const { statusCode, headers } = answer;
  // What has no body may say how it would be compressed.
  const none = statusCode === 204 || statusCode === 304 || headers["content-length"] === "0";
  if (none || coding === "identity" || coding === "") {
    collect(answer, done, fail);
    return;
  }
  decoded(answer, coding).then((source) => collect(source, done, fail), fail);
}

function collect(
  source: IncomingMessage | Transform,
  done: (body: string) => void,
  fail: (error: unknown) => void,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  source.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length > MAX_BYTES) {
      source.destroy(failure("ERR_ANSWER_TOO_LONG", "the answer is longer than 16 MiB"));
    }
    chunks.push(chunk);
  });
  source.on("end", () => {
    const [only] = chunks;
    done((chunks.length === 1 && only ? only : Buffer.concat(chunks, length)).toString("utf8"));
  });
  source.on("error", fail);
}

/** The body as it comes out of its decoder. What happens to the connection happens to the decoder. */
async function decoded(answer: IncomingMessage, coding: string): Promise<Transform> {
  // Before anything is awaited: an error must find a listener.
  answer.on("error", () => {});
  const [{ pipeline }, zlib] = [await import("node:stream"), await import("node:zlib")];
  const decoder = decoderOf(coding, zlib);
  if (decoder === undefined) {
    throw failure("ERR_CONTENT_ENCODING", "the answer is compressed in a way that was not asked for");
  }
  // A pipeline destroys its last stream with the error of any.
  pipeline(answer, decoder, () => {});
  return decoder;
}

function decoderOf(coding: string, zlib: typeof import("node:zlib")): Transform | undefined {
  switch (coding) {
    case "gzip":
    case "x-gzip":
      return zlib.createGunzip();
    case "deflate":
      return zlib.createInflate();
    case "br":
      return zlib.createBrotliDecompress();
    default:
      return undefined;
  }
}
