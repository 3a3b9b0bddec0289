/** What went wrong, as one line and an exit code. */

import { ServiceError, TrafficMirrorError } from "../entries/index.js";
import { clean } from "./terminal.js";

/** Takes the exit code of the command that ran. */
export type Exit = (code: number) => void;

/** The command was not used as it can be. */
export class UsageError extends Error {}

/** The person at the keyboard, or a signal, ended it. */
export class Interrupted extends Error {
  constructor() {
    super("interrupted");
  }
}

const SIGNATURE_HINT =
  "Check the AccessKey secret; `explain ACTION Name=value… --server-message TEXT` tells what differs.";

/** What to do where no answer came, by the code that the connection ended with. */
const TRANSPORT_HINTS: readonly (readonly [RegExp, string])[] = [
  [/ (ENOTFOUND|EAI_AGAIN)$/, "No such host is found: check --region, --endpoint and the network."],
  [
    / (ECONNREFUSED|ECONNRESET|ETIMEDOUT|E(HOST|NET)UNREACH)$/,
    "Check the network, --endpoint, and the proxy if HTTPS_PROXY or its like names one.",
  ],
  [/ ERR_PROXY_URL$/, "Correct HTTPS_PROXY, HTTP_PROXY or ALL_PROXY: it must be an http or https URL."],
  [
    / ERR_PROXY_REFUSED$/,
    "Check the proxy that HTTPS_PROXY or ALL_PROXY names, its user and password, or put the host into NO_PROXY.",
  ],
  [
    / \w*(CERT|ISSUER|SIGNATURE)\w*$/,
    "The certificate is not trusted; NODE_EXTRA_CA_CERTS=FILE adds an authority, such as a proxy's own.",
  ],
  [
    / (EPROTO|ERR_SSL_\w+)$/,
    "The other end did not agree on TLS: check --endpoint; an emulator's begins with http://.",
  ],
];

/** Options in which people may expect to pass keys. */
const KEY_OPTION = /^--?(access-?key.*|ak|sk|secret.*|(security|sts|session)-?token|password|token)(=|$)/i;

/**
 * Refuses an option that would carry a key: other users of the machine see a command line, and the shell keeps it. The
 * value is not repeated.
 */
export function refuseKeys(args: readonly string[]): void {
  const words = args.slice(0, args.indexOf("--") < 0 ? args.length : args.indexOf("--"));
  const option = words.find((word) => KEY_OPTION.test(word))?.split("=")[0];
  if (option !== undefined) {
    refuseKey(option);
  }
}

/** Throws for the name of what would carry a key. */
export function refuseKey(name: string): never {
  throw new UsageError(
    `${clean(name)}: keys are never taken from the command line, which other users of this machine and the ` +
      "shell's history see; set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or use a profile",
  );
}

/** Code, message, hint and RequestId on one line; no stack trace. */
export function lineFor(error: unknown): string {
  if (!(error instanceof TrafficMirrorError)) {
    return clean(error instanceof Error ? error.message : String(error));
  }
  const service = error instanceof ServiceError ? error : undefined;
  // The message of a refusal begins with the service's code.
  const message = service ? error.message : `${error.code}: ${error.message}`;
  // Written out, line feeds survive: the message of V3 is told apart by its lines.
  const said = message.replaceAll(/\r?\n/g, "\\n");
  const hint = service?.serviceCode === "SignatureDoesNotMatch" ? SIGNATURE_HINT : hintOf(error);
  // A refusal may end with the string that was signed, which nothing may be added to.
  const parts = hint === undefined ? [said] : [service ? said : said.replace(/\w$/, "$&."), hint];
  if (service?.requestId !== undefined) {
    parts.push(`(RequestId ${service.requestId})`);
  }
  return clean(parts.join(" "));
}

/** An error as data, for `--json`. */
export function errorJson(error: unknown): object {
  if (!(error instanceof TrafficMirrorError)) {
    return { message: error instanceof Error ? error.message : String(error) };
  }
  const { code, message, retryable } = error;
  const service =
    error instanceof ServiceError
      ? { serviceCode: error.serviceCode, status: error.status, requestId: error.requestId }
      : {};
  return { code, ...service, message, hint: hintOf(error), retryable };
}

function hintOf({ code, message, hint }: TrafficMirrorError): string | undefined {
  return hint ?? (code === "TRANSPORT" ? TRANSPORT_HINTS.find(([end]) => end.test(message))?.[1] : undefined);
}

/** A region in which it could not be done, or not to the end. */
export interface Refused {
  regionId: string;
  error: unknown;
}

export function refusedJson(refused: readonly Refused[]): object[] {
  return refused.map(({ regionId, error, ...rest }) => ({ regionId, error: errorJson(error), ...rest }));
}

/** 2 for what stands on the command line and can never work, 130 for an interruption, else 1. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof Interrupted) {
    return 130;
  }
  const wrong = error instanceof UsageError || isWrongInput(error);
  return wrong ? 2 : 1;
}

/** Whether it is about what was asked, and so the same in every region. */
export function isWrongInput(error: unknown): boolean {
  return (
    error instanceof TrafficMirrorError && ["INVALID_PARAMETER", "INVALID_ENDPOINT"].includes(error.code)
  );
}

/** 0 where nothing failed, 1 where nothing succeeded, 3 between. */
export function exitCodeFor(succeeded: number, failed: number): number {
  if (failed === 0) {
    return 0;
  }
  return succeeded === 0 ? 1 : 3;
}
