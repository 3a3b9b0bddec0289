/** Keys, from the environment or from the profiles that the official tools share. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Credentials, TrafficMirrorError } from "../entries/index.js";
import { UsageError } from "./failure.js";
import { home } from "./home.js";

/** Where keys are, and how to read them. */
export interface Keys {
  /** In words, for the person who is about to delete something with them. */
  from: string;
  /** The region that comes with them. */
  regionId: string | undefined;
  credentials: Credentials;
  /** Reads them anew, since another tool may have renewed a temporary key. */
  read(): Promise<Credentials>;
}

interface Profile {
  name?: unknown;
  mode?: unknown;
  access_key_id?: unknown;
  access_key_secret?: unknown;
  sts_token?: unknown;
  region_id?: unknown;
}

const CONFIG = "~/.aliyun/config.json";

/**
 * The profile that is named; else the environment; else the profile of ALIBABA_CLOUD_PROFILE, or the current one.
 * Rejects with INVALID_CREDENTIALS where there are no keys, and with UsageError where there is no such profile.
 */
export async function findKeys(profile: string | undefined, env = process.env): Promise<Keys> {
  if (profile !== undefined) {
    return await keysOfProfile(profile);
  }
  const credentials = keysOfEnvironment(env);
  if (credentials !== undefined) {
    const read = async (): Promise<Credentials> => credentials;
    return { from: "the environment", regionId: undefined, credentials, read };
  }
  const { ALIBABA_CLOUD_IGNORE_PROFILE: ignore, ALIBABA_CLOUD_CLI_PROFILE_DISABLED: disabled } = env;
  if (ignore === "TRUE" || disabled?.toLowerCase() === "true") {
    throw noKeys("the environment holds no keys, and says to ignore profiles");
  }
  const { ALIBABA_CLOUD_PROFILE: named, ALIBABACLOUD_PROFILE: alias } = env;
  return await keysOfProfile(named || alias || undefined);
}

function keysOfEnvironment(env: NodeJS.ProcessEnv): Credentials | undefined {
  const {
    ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
    ALIBABA_CLOUD_SECURITY_TOKEN: securityToken,
  } = env;
  if (!accessKeyId && !accessKeySecret) {
    return undefined;
  }
  if (!accessKeyId || !accessKeySecret) {
    throw noKeys(
      "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET go together; one is missing",
    );
  }
  return { accessKeyId, accessKeySecret, ...(securityToken ? { securityToken } : {}) };
}

async function keysOfProfile(wanted: string | undefined): Promise<Keys> {
  const { name, regionId, credentials } = await readProfile(wanted);
  return {
    from: `profile ${name}`,
    regionId,
    credentials,
    read: async () => (await readProfile(name)).credentials,
  };
}

async function readProfile(
  wanted: string | undefined,
): Promise<{ name: string; regionId: string | undefined; credentials: Credentials }> {
  const config = await readConfig(wanted !== undefined);
  const name = wanted ?? text(config.current) ?? "default";
  const profiles = Array.isArray(config.profiles) ? (config.profiles as (Profile | null)[]) : [];
  const profile = profiles.find((one) => one?.name === name);
  if (!profile) {
    const names = profiles.flatMap((one) => text(one?.name) ?? []);
    throw new UsageError(
      `there is no profile ${JSON.stringify(name)} in ${CONFIG}; there ${names.length > 0 ? `is ${names.join(", ")}` : "is none"}`,
    );
  }
  const { mode } = profile;
  if (mode !== "AK" && mode !== "StsToken") {
    throw noKeys(
      `profile ${name} has the mode ${JSON.stringify(mode ?? null)}; this command reads AK and StsToken. ` +
        "Have the official tool fetch temporary keys and put them into the environment",
    );
  }
  const accessKeyId = text(profile.access_key_id);
  const accessKeySecret = text(profile.access_key_secret);
  const securityToken = mode === "StsToken" ? text(profile.sts_token) : undefined;
  if (!accessKeyId || !accessKeySecret || (mode === "StsToken" && !securityToken)) {
    throw noKeys(`profile ${name} of ${CONFIG} is incomplete`);
  }
  return {
    name,
    regionId: text(profile.region_id),
    credentials: { accessKeyId, accessKeySecret, ...(securityToken ? { securityToken } : {}) },
  };
}

/** What a parser says of the file would repeat parts of it, so none of that is passed on. */
async function readConfig(named: boolean): Promise<{ current?: unknown; profiles?: unknown }> {
  let content: string;
  try {
    content = await readConfigText();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && !named) {
      throw noKeys(
        `no keys: set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or make a profile in ${CONFIG}`,
      );
    }
    throw noKeys(`${CONFIG} cannot be read (${code ?? "unknown"})`);
  }
  try {
    const config: unknown = JSON.parse(content.replace(/^\uFEFF/, ""));
    if (typeof config === "object" && config !== null) {
      return config;
    }
  } catch {
    // Told below.
  }
  throw noKeys(`${CONFIG} is not a JSON object`);
}

async function readConfigText(): Promise<string> {
  const folder = home();
  if (folder === undefined) {
    throw Object.assign(new Error("no home"), { code: "ENOENT" });
  }
  return await readFile(join(folder, ".aliyun", "config.json"), "utf8");
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function noKeys(message: string): TrafficMirrorError {
  return new TrafficMirrorError({ code: "INVALID_CREDENTIALS", message, retryable: false });
}
