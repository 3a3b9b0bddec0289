// The three browser engines, each through its own WebDriver: start, open a page, ask it for a value, end.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { freePort } from "./ports.mjs";

const asRoot = process.getuid?.() === 0;

/** How each engine is started. The paths are noted by tools/browsers.sh. */
const ENGINES = {
  chromium: {
    needs: ["CHROME", "CHROMEDRIVER"],
    command: (env, port) => [env.CHROMEDRIVER, `--port=${port}`],
    capabilities: (env, args) => ({
      "goog:chromeOptions": {
        binary: env.CHROME,
        args: [
          "--headless=new",
          ...(asRoot ? ["--no-sandbox"] : []),
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--disable-dev-shm-usage",
          ...args,
        ],
      },
    }),
  },
  firefox: {
    needs: ["FIREFOX", "GECKODRIVER"],
    command: (env, port) => [env.GECKODRIVER, "--port", String(port)],
    capabilities: (env) => ({ "moz:firefoxOptions": { binary: env.FIREFOX, args: ["-headless"] } }),
  },
  webkit: {
    needs: ["WEBKIT", "WEBKITDRIVER", "XVFB"],
    command: (env, port) => [env.WEBKITDRIVER, `--port=${port}`],
    capabilities: (env) => ({
      "webkitgtk:browserOptions": { binary: env.WEBKIT, args: ["--automation"] },
    }),
    env: asRoot ? { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" } : {},
    display: true,
  },
};

/** Starts an engine. `evaluate(address, expression)` opens a page and waits until the expression is not null. */
export async function startBrowser(engine, args = []) {
  const { needs, command, capabilities, env = {}, display = false } = ENGINES[engine];
  for (const name of needs) {
    if (!process.env[name])
      throw new Error(`missing: ${name}, for ${engine}. Install it with: make browsers`);
  }
  const children = [];
  const close = async () => {
    for (const child of children.reverse()) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill();
        await once(child, "exit");
      }
    }
  };
  try {
    const environment = { ...process.env, ...env };
    if (display) {
      const screen = await startDisplay();
      children.push(screen.child);
      environment.DISPLAY = screen.name;
    }
    const port = await freePort();
    const [program, ...options] = command(process.env, port);
    const driver = spawn(program, options, { stdio: "ignore", env: environment });
    children.push(driver);
    const base = `http://127.0.0.1:${port}`;
    await untilReady(base, driver, engine);
    const session = await call(base, "POST", "/session", {
      capabilities: { alwaysMatch: capabilities(process.env, args) },
    });
    const path = `/session/${session.sessionId}`;
    return {
      version: session.capabilities.browserVersion,
      evaluate: (address, expression) => evaluate(base, path, address, expression),
      close: async () => {
        await call(base, "DELETE", path).catch(() => {});
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function evaluate(base, path, address, expression) {
  await call(base, "POST", `${path}/url`, { url: address });
  const script = `return (${expression}) ?? null`;
  // For machines that do much else; the suite needs a few seconds.
  const deadline = Date.now() + 300_000;
  while (Date.now() < deadline) {
    const value = await call(base, "POST", `${path}/execute/sync`, { script, args: [] });
    if (value !== null) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${address} left no result within five minutes`);
}

async function call(base, method, path, body) {
  const answer = await fetch(base + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { "content-type": "application/json" },
  });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}

async function untilReady(base, driver, engine) {
  for (let tries = 0; tries < 2_400; tries++) {
    if (driver.exitCode !== null) throw new Error(`the driver of ${engine} ended with ${driver.exitCode}`);
    const answer = await fetch(`${base}/status`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the driver of ${engine} does not answer`);
}

/** WebKitGTK has no headless mode: it draws on a display that nobody sees. The server picks a free one and tells. */
async function startDisplay() {
  const child = spawn(
    process.env.XVFB,
    ["-displayfd", "3", "-screen", "0", "1024x768x24", "-nolisten", "tcp"],
    {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    },
  );
  const [number] = await once(child.stdio[3], "data");
  return { child, name: `:${String(number).trim()}` };
}
