/** The options that every command shares, and the client that follows from them. */

import { type Command, Option } from "commander";
import {
  type ClientEvent,
  type Fetch,
  regions,
  type Signature,
  TrafficMirrorClient,
} from "../entries/index.js";
import { nodeFetch } from "../node/index.js";
import { Interrupted, isWrongInput, UsageError } from "./failure.js";
import { findKeys, type Keys } from "./keys.js";
import { clean, note } from "./terminal.js";

/** Carries requests: faster than the host's own `fetch`, and by the proxies that the environment names. */
const carrier: Fetch = nodeFetch();

/** Regions asked at the same time. */
const TOGETHER = 6;

export interface CommonOptions {
  region?: string;
  endpoint?: string;
  signature?: Signature;
  format?: "JSON" | "XML";
  profile?: string;
  json?: boolean;
  verbose?: boolean;
}

/** Options, environment and profile put together. */
export interface Settings {
  keys: Keys;
  regionIds: string[];
  /** Whether every region was asked for. */
  all: boolean;
  endpoint: string | undefined;
  signature: Signature | undefined;
  format: "JSON" | "XML" | undefined;
  json: boolean;
  verbose: boolean;
}

/** Adds the options that all commands take. `everywhere`: `--region all` works. */
export function addCommon(command: Command, everywhere = false): Command {
  return command
    .option("--region <id>", everywhere ? 'region, or "all" for every one that offers mirroring' : "region")
    .option("--endpoint <host>", "host or origin to send to, instead of the region's own")
    .addOption(new Option("--signature <version>", "signature to use (default v1)").choices(["v1", "v3"]))
    .addOption(
      new Option("--format <format>", "format of the answers (default JSON)").choices(["JSON", "XML"]),
    )
    .option("--profile <name>", "profile of ~/.aliyun/config.json to use")
    .option("--json", "print one JSON document")
    .option("--verbose", "print each attempt, answer and wait to standard error");
}

/** Rejects with UsageError where there is no region, and as {@link findKeys} does. */
export async function settingsFrom(options: CommonOptions, resumed?: readonly string[]): Promise<Settings> {
  const keys = await findKeys(options.profile);
  const { ALIBABA_CLOUD_REGION_ID: regionOfEnvironment, ALIBABA_CLOUD_ENDPOINT: endpointOfEnvironment } =
    process.env;
  const region = options.region ?? (regionOfEnvironment || keys.regionId);
  const all = resumed === undefined && options.region === "all";
  if (region === undefined && resumed === undefined) {
    throw new UsageError("which region? Give --region, or set ALIBABA_CLOUD_REGION_ID");
  }
  // Set long ago and forgotten, it would make every deletion one of all regions.
  if (region === "all" && !all && resumed === undefined) {
    const source = regionOfEnvironment ? "ALIBABA_CLOUD_REGION_ID" : `the region of ${keys.from}`;
    throw new UsageError(`${source} is "all", which is no region: only --region all goes over all of them`);
  }
  const mirroring = regions.filter((one) => one.trafficMirroring).map((one) => one.regionId);
  return {
    keys,
    regionIds: resumed ? [...resumed] : all ? mirroring : [region as string],
    all,
    endpoint: options.endpoint ?? (endpointOfEnvironment || undefined),
    signature: options.signature,
    format: options.format,
    json: options.json === true,
    verbose: options.verbose === true,
  };
}

/** The one region that a command is about. */
export function onlyRegion(settings: Settings): string {
  if (settings.all) {
    throw new UsageError("--region all works with list and teardown only");
  }
  return settings.regionIds[0] as string;
}

export function connect(settings: Settings, regionId: string): TrafficMirrorClient {
  const { keys, endpoint, signature, format, verbose } = settings;
  return new TrafficMirrorClient({
    regionId,
    credentials: () => keys.read(),
    endpoint,
    signature,
    format,
    fetch: carrier,
    onEvent: verbose ? (event) => note(eventLine(regionId, event)) : undefined,
  });
}

export type Outcome<T> = { regionId: string; value: T } | { regionId: string; error: unknown };

/** Does the same in several regions, a few at a time. What was asked wrongly, and an interruption, reject at once. */
export async function inEach<K extends { regionId: string }, T>(
  places: readonly K[],
  work: (place: K) => Promise<T>,
  together = TOGETHER,
): Promise<Outcome<T>[]> {
  const outcomes: Outcome<T>[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < places.length; at = next++) {
      const place = places[at] as K;
      const { regionId } = place;
      try {
        outcomes[at] = { regionId, value: await work(place) };
      } catch (error) {
        if (error instanceof Interrupted || isWrongInput(error)) {
          throw error;
        }
        outcomes[at] = { regionId, error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(together, places.length) }, worker));
  return outcomes;
}

function eventLine(regionId: string, event: ClientEvent): string {
  const { at, action, type, ...rest } = event;
  const details = Object.entries(rest).map(([name, value]) => `${name}=${clean(String(value))}`);
  return [new Date(at).toISOString().slice(11, 23), regionId, action, type, ...details].join(" ");
}
