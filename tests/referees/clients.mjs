// The clients that judge the emulator: each calls an operation by its wire name with wire parameters.

import { $OpenApiUtil } from "@alicloud/openapi-core";
import PopCore from "@alicloud/pop-core";
import vpc from "@alicloud/vpc20160428";
import * as dara from "@darabonba/typescript";

export const credentials = { accessKeyId: "testid", accessKeySecret: "testsecret" };
export const regionId = "cn-hongkong";

// The package is CommonJS with a default export, which an ES module sees twice wrapped.
const VpcClient = vpc.default?.default ?? vpc.default;

/** The official SDK. Its own name for signature V1 is the algorithm "v2". */
function sdk(url, signatureAlgorithm) {
  const { host } = new URL(url);
  const client = new VpcClient(
    new $OpenApiUtil.Config({
      ...credentials,
      endpoint: host,
      protocol: "HTTP",
      regionId,
      ...(signatureAlgorithm ? { signatureAlgorithm } : {}),
    }),
  );
  return async (action, params) => {
    const Request = vpc[`${action}Request`];
    const request = dara.cast(params, new Request({}));
    const { body } = await client[action[0].toLowerCase() + action.slice(1)](request);
    return toWire(body);
  };
}

function popCore(url) {
  const client = new PopCore({ ...credentials, endpoint: url, apiVersion: "2016-04-28" });
  return async (action, params) => {
    // It writes lists of strings and of objects as the service wants them.
    const result = await client.request(action, params, { method: "POST", formatParams: false });
    return result;
  };
}

export const clients = {
  "SDK V3": { connect: (url) => sdk(url), signature: "v3" },
  "SDK V1": { connect: (url) => sdk(url, "v2"), signature: "v1" },
  "pop-core": { connect: popCore, signature: "v1" },
};

/** The SDK's models back to wire names, to be looked at like any other answer. */
function toWire(value) {
  return typeof value?.toMap === "function" ? value.toMap() : (dara.toMap?.(value) ?? value);
}
