// Results as Markdown.

const digits = (value) => (value >= 1000 ? 0 : value >= 100 ? 0 : value >= 10 ? 1 : 2);
const number = (value) =>
  value.toLocaleString("en", { minimumFractionDigits: digits(value), maximumFractionDigits: digits(value) });
const spread = ({ median, low, high }) => `${number(median)} (${number(low)}–${number(high)})`;
const rows = (head, lines) =>
  [head, head.map((_, at) => (at === 0 ? "---" : "--:")), ...lines]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");

export function table({ date, machine, goals, parts }) {
  const { signing, starts, page, reading, loopback, native } = parts;
  const blocks = [
    `${date}, ${machine}. Medians, and the middle half of the rounds in brackets.`,
    rows(
      ["goal", "wanted", "measured", ""],
      goals.map((goal) => [
        goal.what,
        `${goal.goal} ${goal.unit}`,
        `${spread(goal)} ${goal.unit}`,
        goal.reached ? "reached" : "**not reached**",
      ]),
    ),
    `${signing.verified} requests of all signers were checked by an independent computation first.`,
    signed("one signed URL, V1", signing.v1),
    signed("one signed request, V3", signing.v3),
    rows(
      ["process start → first signed request", "ms", "ms over bare node"],
      starts.starts.map(({ name, ms, overNode }) => [name, spread(ms), spread(overNode)]),
    ),
    `Classes around \`fetch\` touched before the first send: ${starts.touched.join(", ") || "none"}.`,
  ];
  if (page !== undefined) {
    blocks.push(
      `Chromium ${page.browser}, page script → first signed URL: ${spread(page.ratios.pageMs)} ms; from the navigation on, the page and its script fetched: ${spread(page.ratios.pageNavigationMs)} ms.`,
    );
  }
  blocks.push(
    rows(
      [
        `a List of 100 sessions (JSON ${reading.bytes.json} B, XML ${reading.bytes.xml} B)`,
        "µs",
        ": JSON.parse",
      ],
      reading.reading.map(({ name, us, overParse }) => [name, spread(us), spread(overParse)]),
    ),
    rows(
      ["on loopback", "requests/s, 1 at once", "64 at once", "CPU µs a request, 64 at once", "peak RSS MiB"],
      loopback.loopback.map(({ name, one, many, cpu, rss }) => [
        name,
        spread(one),
        spread(many),
        spread(cpu),
        number(rss),
      ]),
    ),
  );
  if (native !== undefined) {
    blocks.push(
      rows(
        ["natively (Rust, criterion)", "µs"],
        native.native.map(({ name, us }) => [name, spread(us)]),
      ),
    );
  }
  return blocks.join("\n\n");
}

const signed = (what, list) =>
  rows(
    [what, "µs", ": bare"],
    list.map(({ name, us, overBare }) => [name, spread(us), spread(overBare)]),
  );
