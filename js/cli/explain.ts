/** `alicloud-traffic-mirror explain` */

import { addAbortSignal } from "node:stream";
import { text } from "node:stream/consumers";
import { type Command, InvalidArgumentError, Option } from "commander";
import {
  diagnoseSignature,
  explainSignature,
  type SignatureDiagnosis,
  type SignatureExplanation,
} from "../entries/index.js";
import { readServerMessage, redactHeaders, redactStringToSign } from "../server-message.js";
import { addCommon, type CommonOptions, onlyRegion, settingsFrom } from "./connection.js";
import type { Exit } from "./failure.js";
import { interruptible } from "./interruption.js";
import { addOperation } from "./operations.js";
import { parametersFrom } from "./parameters.js";
import { clean, colorsOf, out, outJson } from "./terminal.js";

interface ExplainOptions extends CommonOptions {
  serverMessage?: string;
  method?: "GET" | "POST";
  timestamp?: number;
  nonce?: string;
}

export function addExplain(program: Command, exit: Exit): void {
  const command = program
    .command("explain")
    .description("show each step of a signature, and compare it with what the server says")
    .option(
      "--server-message <text>",
      'a SignatureDoesNotMatch message, or "-" to read it from standard input: tells where it and the signature differ',
    )
    .addOption(new Option("--method <method>", "method that V1 signs (default GET)").choices(["GET", "POST"]))
    .option("--timestamp <time>", "time of signing, as 2026-01-02T03:04:05Z (default now)", parseTime)
    .option("--nonce <text>", "nonce (default random)");
  addCommon(addOperation(command)).action(
    async (action: string, words: string[], options: ExplainOptions) => {
      await interruptible((signal) => explain(action, words, options, signal));
      exit(0);
    },
  );
}

async function explain(
  action: string,
  words: string[],
  options: ExplainOptions,
  signal: AbortSignal,
): Promise<void> {
  const parameters = parametersFrom(words);
  const settings = await settingsFrom(options);
  const given = options.serverMessage;
  const message = given === "-" ? await standardInput(signal) : given;
  const seen = message === undefined ? {} : attemptIn(message);
  const { endpoint, format } = settings;
  const token = seen.clientToken === undefined ? {} : { ClientToken: seen.clientToken };
  const explanation = explainSignature(
    action,
    { ...token, ...parameters },
    {
      credentials: settings.keys.credentials,
      regionId: onlyRegion(settings),
      endpoint,
      format,
      signature: settings.signature ?? seen.signature,
      method: options.method ?? seen.method,
      timestamp: options.timestamp ?? seen.timestamp,
      nonce: options.nonce ?? seen.nonce,
    },
  );
  const diagnosis = message === undefined ? undefined : diagnoseSignature(explanation, message);
  const shown = masked(explanation);
  if (settings.json) {
    outJson({ ...shown, ...(diagnosis === undefined ? {} : { diagnosis }) });
    return;
  }
  out(`${[...steps(shown), ...(diagnosis === undefined ? [] : verdict(diagnosis))].join("\n")}\n`);
}

/** All of standard input; rejects with the signal's reason where that comes first. */
async function standardInput(signal: AbortSignal): Promise<string> {
  try {
    return await text(addAbortSignal(signal, process.stdin));
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

interface Attempt {
  signature?: "v1" | "v3";
  method?: "GET" | "POST";
  timestamp?: number;
  nonce?: string;
  /** The client makes one where none is given. */
  clientToken?: string;
}

/** What belonged to the attempt that was refused, and would differ in any other. */
function attemptIn(message: string): Attempt {
  const { canonicalRequest, stringToSign = "" } = readServerMessage(message);
  const v3 = canonicalRequest !== undefined || stringToSign.startsWith("ACS3");
  const source = canonicalRequest ?? stringToSign;
  const method = /^(GET|POST)&/i.exec(source)?.[1]?.toUpperCase() as "GET" | "POST" | undefined;
  const time = (v3 ? /^x-acs-date:(.+)$/m : /%26Timestamp%3D(.+?)%26/).exec(source)?.[1];
  const timestamp = Date.parse(time?.replaceAll(/%253A/gi, ":") ?? "");
  const nonce = (
    v3 ? /^x-acs-signature-nonce:([!-~]{1,128})$/m : /%26SignatureNonce%3D([\w.~-]{1,128})%26/
  ).exec(source)?.[1];
  const clientToken = (
    v3 ? /^(?:.*&)?ClientToken=([\w.-]{1,64})(?:&|$)/m : /%26ClientToken%3D([\w.-]{1,64})%26/
  ).exec(source)?.[1];
  return {
    signature: v3 ? "v3" : "v1",
    ...(clientToken === undefined ? {} : { clientToken }),
    ...(method === undefined ? {} : { method }),
    ...(Number.isNaN(timestamp) ? {} : { timestamp }),
    ...(nonce === undefined ? {} : { nonce }),
  };
}

/** The id of the key is masked as a token is. */
function masked(explanation: SignatureExplanation): SignatureExplanation {
  const { canonicalQuery, canonicalRequest, stringToSign } = explanation;
  return {
    ...explanation,
    canonicalQuery: canonicalQuery.replace(/(^|&)(AccessKeyId)=[^&]*/, "$1$2=***"),
    ...(canonicalRequest === undefined ? {} : { canonicalRequest: redactHeaders(canonicalRequest) }),
    stringToSign: redactStringToSign(stringToSign),
  };
}

function steps(explanation: SignatureExplanation): string[] {
  const { bold } = colorsOf(process.stdout);
  const { algorithm, canonicalQuery, canonicalRequest, stringToSign, signature } = explanation;
  const all: [string, string | undefined][] = [
    ["algorithm", algorithm],
    ["parameters, sorted and encoded", canonicalQuery.replaceAll("&", "\n&")],
    ["canonical query", canonicalQuery],
    ["canonical request", canonicalRequest],
    ["string to sign", stringToSign],
    [algorithm === "HMAC-SHA1" ? "signature, in base64" : "signature, in hex", signature],
  ];
  return all.flatMap(([title, value]) =>
    value === undefined ? [] : [bold(title), ...value.split("\n").map((line) => `  ${line}`), ""],
  );
}

function verdict({ cause, at, ours, theirs, hint }: SignatureDiagnosis): string[] {
  const { bold } = colorsOf(process.stdout);
  const words = {
    secret: "the secret is wrong",
    canonicalisation: `the strings differ, first at character ${at}`,
    unknown: "the message does not tell",
  };
  return [
    bold(`diagnosis: ${words[cause]}`),
    ...(ours === undefined
      ? []
      : [`  signed here   ${clean(ours)}`, `  by the server ${clean(theirs ?? "")}`]),
    `  ${hint}`,
  ];
}

/** Date, time and zone: `Date.parse` also makes a year of "5", and the third of March of 30 February. */
const TIME = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

function parseTime(value: string): number {
  const [whole = "", date] = TIME.exec(value) ?? [];
  const time = Date.parse(whole);
  const day = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(time) || new Date(day).toISOString().slice(0, 10) !== date) {
    throw new InvalidArgumentError("Write a time as 2026-01-02T03:04:05Z.");
  }
  return time;
}
