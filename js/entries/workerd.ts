/** The entry for Cloudflare Workers, which run no bytes as code: the module is imported, and deployed beside the script. */

import { TrafficMirrorClient as Client } from "../client.js";
import { coreSlot } from "../core.js";
import module from "../generated/core.wasm";
import { parseResponse as parse } from "../parse.js";
import { explainSignature as explain, signRequest as request, signUrl as url } from "../sign.js";
import { withSource } from "../slot.js";
import type { ClientOptions } from "../types.js";

export * from "./exports.js";

const imported = () => module;

export class TrafficMirrorClient extends Client {
  // A bundler renames one of two classes of one name.
  static override readonly name = "TrafficMirrorClient";

  constructor(options: ClientOptions) {
    coreSlot.source ??= imported;
    super(options);
  }
}
export const parseResponse = /* @__PURE__ */ withSource(coreSlot, imported, parse);
export const explainSignature = /* @__PURE__ */ withSource(coreSlot, imported, explain);
export const signRequest = /* @__PURE__ */ withSource(coreSlot, imported, request);
export const signUrl = /* @__PURE__ */ withSource(coreSlot, imported, url);
