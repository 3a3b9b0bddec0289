/** The default entry: the module is part of the bundle. */

import { TrafficMirrorClient as Client } from "../client.js";
import { coreSlot } from "../core.js";
import { parseResponse as parse } from "../parse.js";
import { explainSignature as explain, signRequest as request, signUrl as url } from "../sign.js";
import { withSource } from "../slot.js";
import { compile } from "../source.js";
import type { ClientOptions } from "../types.js";

export * from "./exports.js";

// A statement that fills the slot would be left out by bundlers, since this package has no side effects.
export class TrafficMirrorClient extends Client {
  // A bundler renames one of two classes of one name.
  static override readonly name = "TrafficMirrorClient";

  constructor(options: ClientOptions) {
    coreSlot.source ??= compile;
    super(options);
  }
}
export const parseResponse = /* @__PURE__ */ withSource(coreSlot, compile, parse);
export const explainSignature = /* @__PURE__ */ withSource(coreSlot, compile, explain);
export const signRequest = /* @__PURE__ */ withSource(coreSlot, compile, request);
export const signUrl = /* @__PURE__ */ withSource(coreSlot, compile, url);
