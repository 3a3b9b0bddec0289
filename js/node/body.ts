/** Reading the body of an answer: decompressed, and no longer than is sensible. */

import type { IncomingMessage } from "node:http";
import { failure } from "./failure.js";

/** The client takes no longer answer either. */
const MAX_BYTES = 16 * 1024 * 1024;
/** `fetch` takes no more of them in one answer either. */
const MAX_CODINGS = 5;

/**
 * Hands over the text of a body, or what the connection or the decoder says, or that it is too long. With callbacks,
 * since this is done for each request and promises of streams cost as much as the rest of it.
 *
 * What is compressed is read to its end first, so that the connection is free whatever follows the compressed data.
 */
export function readBody(
  answer: IncomingMessage,
  done: (body: string) => void,
  fail: (error: unknown) => void,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  answer.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length > MAX_BYTES) {
      answer.destroy(tooLong());
    }
    chunks.push(chunk);
  });
  answer.on("end", () => {
    const [only] = chunks;
    const body = chunks.length === 1 && only ? only : Buffer.concat(chunks, length);
    const coding = answer.headers["content-encoding"];
    // What has no body may say how it would be compressed.
    if (coding === undefined || length === 0) {
      done(body.toString("utf8"));
    } else {
      decode(body, coding).then((decoded) => done(decoded.toString("utf8")), fail);
    }
  });
  answer.on("error", fail);
}

/** Takes off the codings that the header names, the last of them first. */
async function decode(body: Buffer, header: string): Promise<Buffer> {
  const codings = header
    .toLowerCase()
    .split(",")
    .map((coding) => coding.trim())
    .filter((coding) => coding !== "" && coding !== "identity");
  if (codings.length > MAX_CODINGS) {
    throw failure("ERR_CONTENT_ENCODING", "the answer is compressed too many times");
  }
  let decoded = body;
  for (const coding of codings.reverse()) {
    decoded = await decodeOnce(decoded, coding);
  }
  return decoded;
}

async function decodeOnce(body: Buffer, coding: string): Promise<Buffer> {
  const zlib = await import("node:zlib");
  const decoder = decoderOf(body, coding, zlib);
  if (decoder === undefined) {
    throw failure("ERR_CONTENT_ENCODING", "the answer is compressed in a way that was not asked for");
  }
  return await new Promise((resolve, reject) => {
    decoder(body, { maxOutputLength: MAX_BYTES }, (error, decoded) => {
      if (error === null) {
        resolve(decoded);
      } else {
        reject((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE" ? tooLong() : error);
      }
    });
  });
}

type Decoder = typeof import("node:zlib").gunzip;

function decoderOf(body: Buffer, coding: string, zlib: typeof import("node:zlib")): Decoder | undefined {
  switch (coding) {
    case "gzip":
    case "x-gzip":
      return zlib.gunzip;
    case "deflate":
      // Some servers leave out zlib's header, which says in its first half byte that this is deflate.
      return ((body[0] ?? 0) & 0x0f) === 8 ? zlib.inflate : zlib.inflateRaw;
    case "br":
      return zlib.brotliDecompress;
    default:
      return undefined;
  }
}

function tooLong(): Error {
  return failure("ERR_ANSWER_TOO_LONG", "the answer is longer than 16 MiB");
}
