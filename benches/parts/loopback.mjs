// Requests a second to a server on this machine. Server and clients are processes of their own; the clients take turns.
import { fork } from "node:child_process";
import { once } from "node:events";
import { alternate, ROUNDS, ratio, summary } from "../rounds.mjs";

const WAYS = {
  "ours, nodeFetch()": "ours",
  "ours, global fetch": "ours-fetch",
  "nodeFetch() alone, signed beforehand": "transport",
  "node:http by hand, keep-alive": "by-hand",
  "@alicloud/pop-core": "pop-core",
  "@alicloud/vpc20160428": "sdk",
};
const OURS = "ours, nodeFetch()";
const BARE = "nodeFetch() alone, signed beforehand";

/** One and the same program is up to a tenth faster in one process than in another, so each client has several in turn. */
const PROCESSES = 3;

export async function run({ quick }) {
  const ways = Object.entries(WAYS).filter(([, way]) => !quick || !["ours-fetch", "sdk"].includes(way));
  const all = [];
  for (let left = quick ? 1 : PROCESSES; left > 0; left -= 1) all.push(await inOwnProcesses(ways, quick));
  const joined = [0, 1].map((load) => joinAll(all.map((loads) => loads[load])));
  return gather(Object.keys(Object.fromEntries(ways)), joined);
}

/** Each client in a process of its own, under both loads. */
async function inOwnProcesses(ways, quick) {
  const children = [];
  const start = async (program, ...args) => {
    const child = fork(new URL(`../programs/${program}.mjs`, import.meta.url), args);
    children.push(child);
    const failed = once(child, "exit").then(([code]) => {
      throw new Error(`${program} ${args[0] ?? ""} ended with ${code}`);
    });
    failed.catch(() => {});
    const next = async () => (await Promise.race([once(child, "message"), failed]))[0];
    return { child, next, first: await next() };
  };
  try {
    const { first: port } = await start("server");
    const entries = [];
    for (const [name, way] of ways)
      entries.push([name, await start("client", way, `http://127.0.0.1:${port}`)]);
    const loads = [];
    for (const atOnce of [1, 64]) {
      const order = { atOnce, ms: quick ? 250 : 400 };
      loads.push(await underLoad(entries, order, quick ? 3 : Math.ceil(ROUNDS / PROCESSES)));
    }
    return loads;
  } finally {
    for (const child of children) child.disconnect();
  }
}

/** Each client in turn. Gives `{perSecond, cpu, rss}`, of each client's figures. */
async function underLoad(entries, order, rounds) {
  const ask = async ({ child, next }) => {
    child.send(order);
    return await next();
  };
  for (const [, client] of entries) await ask(client);
  const answers = await alternate(rounds, entries, ([, client]) => ask(client));
  const figure = (name) =>
    Object.fromEntries(Object.entries(answers).map(([way, all]) => [way, all.map((one) => one[name])]));
  return { perSecond: figure("perSecond"), cpu: figure("cpu"), rss: figure("rss") };
}

/** The figures of several runs, one after the other. */
function joinAll(runs) {
  const join = (figure, way) => runs.flatMap((run) => run[figure][way]);
  return Object.fromEntries(
    Object.entries(runs[0]).map(([figure, ways]) => [
      figure,
      Object.fromEntries(Object.keys(ways).map((way) => [way, join(figure, way)])),
    ]),
  );
}

function gather(names, [one, many]) {
  const byHand = "node:http by hand, keep-alive";
  return {
    loopback: names.map((name) => ({
      name,
      one: summary(one.perSecond[name]),
      many: summary(many.perSecond[name]),
      cpu: summary(many.cpu[name]),
      rss: Math.max(...many.rss[name]),
    })),
    ratios: {
      oneOverByHand: ratio(one.perSecond, OURS, byHand),
      manyOverByHand: ratio(many.perSecond, OURS, byHand),
      onePopCore: ratio(one.perSecond, OURS, "@alicloud/pop-core"),
      manyPopCore: ratio(many.perSecond, OURS, "@alicloud/pop-core"),
      cpuOverByHand: ratio(many.cpu, OURS, byHand),
      clientOverTransport: ratio(one.cpu, OURS, BARE),
      clientOverTransportMany: ratio(many.cpu, OURS, BARE),
    },
  };
}
