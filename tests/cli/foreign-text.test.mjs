// Whatever a service answers, none of it steers a terminal.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { at, environment, folder, keys, run } from "./support.mjs";

const EVIL = "\u001b]0;owned\u0007\u001b[2J\nFAKE";

/** A service that answers with what would steer a terminal, in all that it says. */
async function evilService(t) {
  const session = (id, state) => ({
    TrafficMirrorSessionId: id,
    TrafficMirrorFilterId: `tmf-1${EVIL}`,
    TrafficMirrorSessionStatus: state,
    TrafficMirrorSessionName: EVIL,
    CreationTime: EVIL,
  });
  const answers = {
    ListTrafficMirrorSessions: {
      RequestId: `r${EVIL}`,
      TrafficMirrorSessions: [session("tms-1", `Odd${EVIL}`), session(`tms-2${EVIL}`, "Created")],
    },
    DeleteTrafficMirrorSession: { Code: `Odd${EVIL}`, Message: EVIL, RequestId: `r${EVIL}` },
  };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (text) => {
      body += text;
    });
    request.on("end", () => {
      const action = new URLSearchParams(body).get("Action");
      response.statusCode = action.startsWith("Delete") ? 400 : 200;
      response.end(JSON.stringify(answers[action] ?? { RequestId: EVIL }));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const home = await folder(t);
  return { ...environment(home), ...keys, ...at(`http://127.0.0.1:${server.address().port}`) };
}

test("control characters of answers reach neither stream, nor do made-up lines", async (t) => {
  const env = await evilService(t);
  for (const args of [
    ["list", "--verbose"],
    ["wait", "created", "tms-1", "--deadline", "1s", "--verbose"],
    ["delete", "tms-1", "--verbose"],
    ["teardown", "--all", "--with-filters", "--dry-run"],
    ["teardown", "--all", "--older-than", "1h", "--dry-run"],
    ["teardown", "--all", "--with-filters", "--yes", "--verbose"],
  ]) {
    const { stdout, stderr } = await run(args, { env });
    for (const text of [stdout, stderr]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
      assert.doesNotMatch(text, /[\u0007\u001b]|^FAKE/m, args.join(" "));
    }
  }
});
