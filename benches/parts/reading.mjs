// Reading an answer with a hundred sessions, as the emulator writes it.
import assert from "node:assert/strict";
import { parseResponse, signUrl } from "alicloud-traffic-mirror";
import { createEmulator } from "alicloud-traffic-mirror/emulator";
import { XMLParser } from "fast-xml-parser";
import { credentials, regionId } from "../job.mjs";
import { inTurn, ratio, summary } from "../rounds.mjs";

const COUNT = 100;
const action = "ListTrafficMirrorSessions";

export async function run({ quick }) {
  const [json, xml] = [await answer("JSON"), await answer("XML")];
  const parser = new XMLParser();
  const contenders = {
    "JSON.parse": () => JSON.parse(json.body),
    "ours, JSON": () => parseResponse(action, json),
    "ours, XML": () => parseResponse(action, xml),
    "fast-xml-parser": () => parser.parse(xml.body),
  };
  const read = Object.fromEntries(Object.entries(contenders).map(([name, parse]) => [name, parse()]));
  assert.equal(read["ours, JSON"].TrafficMirrorSessions.length, COUNT);
  assert.deepEqual(
    read["ours, XML"].TrafficMirrorSessions,
    read["ours, JSON"].TrafficMirrorSessions,
    "JSON and XML must give the same",
  );
  const ids = (list) => list.map(({ TrafficMirrorSessionId }) => TrafficMirrorSessionId);
  const expected = ids(read["ours, JSON"].TrafficMirrorSessions);
  assert.deepEqual(ids(read["JSON.parse"].TrafficMirrorSessions), expected);
  const [root] = Object.values(read["fast-xml-parser"]).filter((value) => value?.TrafficMirrorSessions);
  assert.deepEqual(ids(Object.values(root.TrafficMirrorSessions).flat()), expected);
  const times = await inTurn(contenders, quick ? { rounds: 5, ms: 20 } : { ms: 60 });
  return {
    bytes: { json: json.body.length, xml: xml.body.length },
    reading: Object.keys(times).map((name) => ({
      name,
      us: summary(times[name]),
      overParse: ratio(times, name, "JSON.parse"),
    })),
    ratios: {
      jsonOverParse: ratio(times, "ours, JSON", "JSON.parse"),
      fastXmlOverXml: ratio(times, "fast-xml-parser", "ours, XML"),
      xmlOverJson: ratio(times, "ours, XML", "ours, JSON"),
    },
  };
}

async function answer(format) {
  const emulator = createEmulator({ rateLimit: false });
  emulator.load({
    regions: {
      [regionId]: {
        filters: [{ TrafficMirrorFilterId: "tmf-bench" }],
        sessions: Array.from({ length: COUNT }, (_, number) => ({
          TrafficMirrorSessionId: `tms-bench${String(number).padStart(11, "0")}`,
          TrafficMirrorSessionName: `bench-${number}`,
          TrafficMirrorSessionDescription: "collects what the web servers receive",
          TrafficMirrorFilterId: "tmf-bench",
          TrafficMirrorSourceIds: Array.from({ length: 4 }, (_, at) => `eni-bench${number * 4 + at}`),
          TrafficMirrorTargetId: "eni-target",
          TrafficMirrorTargetType: "NetworkInterface",
          Priority: number + 1,
        })),
      },
    },
  });
  const response = await emulator.fetch(
    signUrl(action, { MaxResults: COUNT }, { regionId, credentials, format }),
  );
  const body = await response.text();
  assert.equal(response.status, 200, body);
  return { status: 200, contentType: response.headers.get("content-type"), body };
}
