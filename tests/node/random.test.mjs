// Nonces, and a host that has no random bytes for them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { signUrl } from "alicloud-traffic-mirror";
import { credentials, regionId } from "./support.mjs";

const nonce = (more = {}) => {
  const url = signUrl("ListTrafficMirrorSessions", {}, { regionId, credentials, ...more });
  return new URL(url).searchParams.get("SignatureNonce");
};

test("nonces are 128 random bits, and none is used twice", () => {
  const drawn = Array.from({ length: 2_000 }, () => nonce());
  assert.equal(new Set(drawn).size, drawn.length);
  for (const one of drawn) assert.match(one, /^[0-9a-f]{32}$/);
});

test("without random bytes nothing is signed, and as soon as there are some again, it is", () => {
  const lack = () => {
    throw new Error("no entropy");
  };
  Object.defineProperty(crypto, "getRandomValues", { value: lack, configurable: true });
  try {
    // Those that were drawn before are used up first.
    const fails = () => assert.throws(() => nonce(), { code: "ENVIRONMENT", message: /random bytes/ });
    let left = 1_000;
    while (left > 0) {
      left -= 1;
      try {
        nonce();
      } catch {
        break;
      }
    }
    assert.ok(left > 0, "it ran out of random bytes");
    fails();
    assert.equal(nonce({ nonce: "mine" }), "mine");
    fails();
  } finally {
    delete crypto.getRandomValues;
  }
  assert.match(nonce(), /^[0-9a-f]{32}$/);
});
