/** Reading the body of an answer: decompressed, and no longer than is sensible. */

import type { IncomingMessage } from "node:http";
import type { Transform } from "node:stream";
import { failure } from "./failure.js";

/** The client takes no longer answer either. */
const MAX_BYTES = 16 * 1024 * 1024;

/** The text of a body. Rejects with what the connection or the decoder says, or where it is too long. */
export async function readBody(answer: IncomingMessage): Promise<string> {
  const { pipeline } = await import("node:stream/promises");
  const chunks: Buffer[] = [];
  let length = 0;
  const collect = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of source) {
      length += chunk.length;
      if (length > MAX_BYTES) {
        throw failure("ERR_ANSWER_TOO_LONG", "the answer is longer than 16 MiB");
      }
      chunks.push(chunk);
    }
  };
  const decoder = await decoderFor(answer);
  await (decoder === undefined ? pipeline(answer, collect) : pipeline(answer, decoder, collect));
  return Buffer.concat(chunks, length).toString("utf8");
}

async function decoderFor(answer: IncomingMessage): Promise<Transform | undefined> {
  const coding = (answer.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (coding === "identity" || coding === "") {
    return undefined;
  }
  const zlib = await import("node:zlib");
  switch (coding) {
    case "gzip":
    case "x-gzip":
      return zlib.createGunzip();
    case "deflate":
      return zlib.createInflate();
    case "br":
      return zlib.createBrotliDecompress();
    default:
      answer.destroy();
      throw failure("ERR_CONTENT_ENCODING", "the answer is compressed in a way that was not asked for");
  }
}
