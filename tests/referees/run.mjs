// Clients that we did not write judge the emulator and the signer: each runs a life of every operation over HTTP, and
// each request it sends is compared with ours for the same inputs, nonce and time. Prints a table; exits 1 on any gap.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import { fileURLToPath } from "node:url";
import { OpenApiUtil } from "@alicloud/openapi-core";
import { operations, signRequest } from "alicloud-traffic-mirror";
import { clients, credentials } from "./clients.mjs";
import { steps } from "./life.mjs";

const command = fileURLToPath(new URL("cli.js", import.meta.resolve("alicloud-traffic-mirror")));
const names = operations.map((operation) => operation.name);
assert.deepEqual(
  [...new Set(steps.map((step) => step.action))].sort(),
  [...names].sort(),
  "the life holds every operation of the table",
);

const gaps = [];
const results = new Map(names.map((name) => [name, {}]));
for (const [client, { connect, signature }] of Object.entries(clients)) {
  const { url, stop } = await startEmulator();
  const call = connect(url);
  const life = {};
  for (const { action, params, keep } of steps) {
    try {
      const given = params(life);
      const { answer, sent } = await judge(connect, call, action, given);
      keep(life, answer);
      compare(signature, action, given, sent);
      results.get(action)[client] = true;
    } catch (error) {
      results.get(action)[client] = false;
      gaps.push(`${client}, ${action}: ${error instanceof Error ? error.message : error}`);
    }
    await control(url, "advance", { ms: 60_000 });
  }
  stop();
}
print();
if (gaps.length > 0) {
  console.error(`\n${gaps.join("\n")}`);
  process.exitCode = 1;
}

/** One call against the emulator, and the same against a listener that keeps what was sent. */
async function judge(connect, call, action, params) {
  const answer = await call(action, params);
  let sent;
  const listener = http.createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      sent = {
        method: request.method,
        target: request.url,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      response.setHeader("content-type", "application/json");
      response.end('{"RequestId":"R"}');
    });
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  await connect(`http://127.0.0.1:${listener.address().port}`)(action, params);
  listener.close();
  return { answer, sent };
}

/** Our request for the same inputs, nonce and time must hold the same parameters and the same signature. */
function compare(signature, action, params, sent) {
  const endpoint = `http://${sent.headers.host}`;
  const options = { credentials, endpoint, signature };
  if (signature === "v3") {
    const ours = signRequest(action, params, {
      ...options,
      nonce: sent.headers["x-acs-signature-nonce"],
      timestamp: Date.parse(sent.headers["x-acs-date"]),
    });
    // The SDK leaves some characters plain in the URL and encodes them only in what it signs.
    assert.equal(
      new URL(ours.url).search.slice(1),
      canonical(new URL(sent.target, endpoint)),
      "the same canonical query",
    );
    // The SDK signs one header more than we send, so its own signer is asked about exactly our headers.
    const { Authorization, ...headers } = ours.headers;
    const theirs = OpenApiUtil.getAuthorization(
      {
        method: "POST",
        pathname: "/",
        query: Object.fromEntries(new URL(ours.url).searchParams),
        headers: { ...headers, host: sent.headers.host },
      },
      "ACS3-HMAC-SHA256",
      headers["x-acs-content-sha256"],
      credentials.accessKeyId,
      credentials.accessKeySecret,
    );
    assert.equal(Authorization, theirs, "the same signature");
    return;
  }
  const theirs = parameters(sent);
  const ours = parameters(
    signRequest(action, params, {
      ...options,
      nonce: theirs.SignatureNonce,
      timestamp: Date.parse(theirs.Timestamp),
    }),
  );
  const { Signature, ...signed } = ours;
  // The SDK writes Format in lower case; with that one value as it has it, everything must be equal.
  assert.equal(
    canonical(asUrl(signed)),
    canonical(asUrl({ ...withoutSignature(theirs), Format: signed.Format })),
    "the same canonical query",
  );
  assert.equal(
    Signature,
    OpenApiUtil.getRPCSignature(signed, "POST", credentials.accessKeySecret),
    "the same signature",
  );
  if (theirs.Format === ours.Format) {
    assert.equal(Signature, theirs.Signature, "the signature that was sent");
  }
}

/** The canonical query of a URL, by a rule of its own: sorted, and encoded as RFC 3986 says. */
function canonical({ searchParams }) {
  const encode = (text) =>
    encodeURIComponent(text).replace(
      /[!'()*]/g,
      (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  return [...searchParams]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join("&");
}

function parameters({ target, url, body }) {
  const query = new URL(target ?? url, "http://localhost").searchParams;
  return Object.fromEntries([...query, ...new URLSearchParams(body)]);
}

function withoutSignature({ Signature: _, ...rest }) {
  return rest;
}

function asUrl(params) {
  return { searchParams: Object.entries(params) };
}

async function startEmulator() {
  const child = spawn(process.execPath, [command, "emulator", "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout, "data");
  const url = String(line).trim();
  await control(url, "load", { regions: { "cn-hongkong": { serviceOpened: false } } });
  return { url, stop: () => child.kill() };
}

async function control(url, name, body) {
  const response = await fetch(`${url}/_emulator/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 200, await response.text());
}

function print() {
  const columns = Object.keys(clients);
  const width = Math.max(...names.map((name) => name.length));
  console.log(["operation".padEnd(width), ...columns].join("  "));
  for (const name of names) {
    const row = columns.map((client) => (results.get(name)[client] ? "yes" : "NO").padEnd(client.length));
    console.log([name.padEnd(width), ...row].join("  "));
  }
  console.log(`\n${names.length} operations × ${columns.length} clients, ${gaps.length} gaps`);
}
