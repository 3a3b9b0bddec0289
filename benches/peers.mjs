// The other packages. All of them send with the package httpx: there a call can be cut off, once signed.
import { createRequire } from "node:module";
import { action, credentials, host, regionId, sessionId, version } from "./job.mjs";

const require = createRequire(import.meta.url);
const httpx = require("httpx");
const send = httpx.request;

/** Thrown in place of sending: one object, so that making it costs nothing. */
const CUT = Object.assign(new Error("cut off before sending"), { name: "Cut" });
let last;

/** Has the packages sign and not send. */
export function cutOff() {
  httpx.request = (url, options) => {
    last = { url, options };
    throw CUT;
  };
}

/** Has them send again. */
export function letThrough() {
  httpx.request = send;
}

/** What the last call would have sent. */
export function signedRequest() {
  const { url, options } = last;
  const body = options.data === undefined ? "" : String(options.data);
  return { method: options.method ?? "GET", url, headers: options.headers, body };
}

/** Calls `job` up to where it sends. */
export const untilSent = (job) => async () => {
  try {
    await job();
  } catch (error) {
    if (error !== CUT && !String(error.message).includes(CUT.message)) throw error;
    return;
  }
  throw new Error("a call was not cut off");
};

export function popCore(endpoint = `https://${host}`) {
  const PopCore = require("@alicloud/pop-core");
  const client = new PopCore({ ...credentials, endpoint, apiVersion: version });
  const params = { RegionId: regionId, TrafficMirrorSessionId: sessionId };
  return () => client.request(action, params);
}

/** The official SDK. Its own name for signature V1 is the algorithm "v2". */
export function officialSdk(signature, endpoint = `https://${host}`) {
  const { Config } = require("@alicloud/openapi-core").$OpenApiUtil;
  const { default: Client, DeleteTrafficMirrorSessionRequest } = require("@alicloud/vpc20160428");
  const client = new Client(new Config(settings(signature, endpoint)));
  const request = new DeleteTrafficMirrorSessionRequest({ regionId, trafficMirrorSessionId: sessionId });
  return () => client.deleteTrafficMirrorSession(request);
}

/** Its predecessor, which is called by the name of the operation. */
export function openApiClient(signature, endpoint = `https://${host}`) {
  const { default: Client, Config, OpenApiRequest, Params } = require("@alicloud/openapi-client");
  const { RuntimeOptions } = require("@alicloud/tea-util");
  const client = new Client(new Config(settings(signature, endpoint)));
  const params = new Params({
    action,
    version,
    protocol: new URL(endpoint).protocol.slice(0, -1).toUpperCase(),
    pathname: "/",
    method: "POST",
    authType: "AK",
    style: "RPC",
    reqBodyType: "formData",
    bodyType: "json",
  });
  const request = new OpenApiRequest({
    query: { RegionId: regionId, TrafficMirrorSessionId: sessionId },
  });
  const runtime = new RuntimeOptions({});
  return () => client.callApi(params, request, runtime);
}

function settings(signature, endpoint) {
  const url = new URL(endpoint);
  return {
    ...credentials,
    endpoint: url.host,
    protocol: url.protocol.slice(0, -1).toUpperCase(),
    regionId,
    ...(signature === "v1" ? { signatureAlgorithm: "v2" } : {}),
  };
}
