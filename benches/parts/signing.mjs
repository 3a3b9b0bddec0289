// One signed request, nonce and time fresh: microseconds, and ratios to the bare hash functions.
import { createHash, createHmac } from "node:crypto";
import { signRequest, signUrl } from "alicloud-traffic-mirror";
import { signUrlByHand, signUrlTuned, signV3ByHand } from "../by-hand.mjs";
import { action, credentials, regionId, sessionId } from "../job.mjs";
import * as peers from "../peers.mjs";
import { inTurn, ratio, summary } from "../rounds.mjs";
import { verify } from "../verify.mjs";

const params = { TrafficMirrorSessionId: sessionId };
const options = { regionId, credentials };
const optionsV3 = { ...options, signature: "v3" };
const text = "x".repeat(480);

/** Signers by name; each gives what it would send, at once or as a promise. */
export const signersV1 = {
  ours: () => signUrl(action, params, options),
  "hand-tuned JavaScript": () => signUrlTuned(),
  "node:crypto by hand": () => signUrlByHand(),
  "@alicloud/pop-core": peers.untilSent(peers.popCore()),
  "@alicloud/openapi-client": peers.untilSent(peers.openApiClient("v1")),
  "@alicloud/vpc20160428": peers.untilSent(peers.officialSdk("v1")),
};
export const signersV3 = {
  ours: () => signRequest(action, params, optionsV3),
  "node:crypto by hand": () => signV3ByHand(),
  "@alicloud/openapi-client": peers.untilSent(peers.openApiClient()),
  "@alicloud/vpc20160428": peers.untilSent(peers.officialSdk()),
};

/** The bytes that our V3 signs: only their number matters. */
const canonicalRequest = "x".repeat(422);
const stringToSign = "x".repeat(81);

const bareV1 = () => createHmac("sha1", "testsecret&").update(text).digest("base64");
const bareV3 = () => {
  createHash("sha256").update(canonicalRequest).digest("hex");
  return createHmac("sha256", "testsecret").update(stringToSign).digest("hex");
};

/** Checks twenty requests of each; throws at the first that is not right. Gives how many were checked. */
export async function verifyAll() {
  peers.cutOff();
  let checked = 0;
  for (const sign of [...Object.values(signersV1), ...Object.values(signersV3)]) {
    for (let left = 20; left > 0; left -= 1) {
      const made = await sign();
      verify(made === undefined ? peers.signedRequest() : typeof made === "string" ? { url: made } : made);
      checked += 1;
    }
  }
  return checked;
}

export async function run({ quick }) {
  const checked = await verifyAll();
  const pace = quick ? { rounds: 5, ms: 10 } : {};
  const v1 = await inTurn({ "bare createHmac, SHA-1 of 480 B": bareV1, ...signersV1 }, pace);
  const v3 = await inTurn({ "bare createHash and createHmac, SHA-256": bareV3, ...signersV3 }, pace);
  peers.letThrough();
  const [bare1] = Object.keys(v1);
  const [bare3] = Object.keys(v3);
  const table = (times, bare) =>
    Object.keys(times).map((name) => ({
      name,
      us: summary(times[name]),
      overBare: ratio(times, name, bare),
    }));
  return {
    verified: checked,
    v1: table(v1, bare1),
    v3: table(v3, bare3),
    ratios: {
      v1OverBare: ratio(v1, "ours", bare1),
      popCoreOverV1: ratio(v1, "@alicloud/pop-core", "ours"),
      sdkOverV1: ratio(v1, "@alicloud/vpc20160428", "ours"),
      tunedOverV1: ratio(v1, "hand-tuned JavaScript", "ours"),
      v3OverBare: ratio(v3, "ours", bare3),
      sdkOverV3: ratio(v3, "@alicloud/vpc20160428", "ours"),
    },
  };
}
