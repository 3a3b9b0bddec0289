// Contenders measured in turn: what disturbs the machine disturbs all of them, and what is told is a ratio.

/** A number of rounds that a median can be taken of; each goes through the contenders forwards, then backwards. */
export const ROUNDS = 9;

/**
 * Runs each contender for about `ms` at a time, in turn. Gives for each its times in microseconds, two a round:
 * `{name: number[]}`, all lists in the same order of rounds.
 */
export async function inTurn(contenders, { rounds = ROUNDS, ms = 30 } = {}) {
  const entries = Object.entries(contenders);
  const counts = {};
  for (const [name, work] of entries) {
    // Until compiled by the host's best compiler; then as many calls as take `ms`.
    await span(work, 200);
    let count = 16;
    while ((await span(work, count)) * count < (ms * 1_000) / 2) count *= 2;
    counts[name] = Math.max(1, Math.round((ms * 1_000) / (await span(work, count))));
  }
  return await alternate(rounds, entries, ([name, work]) => span(work, counts[name]));
}

/** The order of `inTurn`, for anything that measures itself: `measure(entry)` gives one number. */
export async function alternate(rounds, entries, measure) {
  const times = Object.fromEntries(entries.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const order of [entries, entries.toReversed()]) {
      for (const entry of order) {
        times[entry[0]].push(await measure(entry));
      }
    }
  }
  return times;
}

/** Microseconds of CPU time that a call takes, of `count` calls. By the clock, other programs would be measured as well. */
async function span(work, count) {
  const start = process.cpuUsage();
  for (let left = count; left > 0; left -= 1) {
    const promise = work();
    // Awaiting what is no promise would be measured as well.
    if (promise instanceof Promise) await promise;
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / count;
}

export function median(numbers) {
  return quantile(numbers, 0.5);
}

/** Median and the two quartiles. */
export function summary(numbers) {
  return { median: median(numbers), low: quantile(numbers, 0.25), high: quantile(numbers, 0.75) };
}

/** The ratio of two contenders, taken within each round, so that a slow moment counts on both sides. */
export function ratio(times, over, under) {
  return summary(times[over].map((time, at) => time / times[under][at]));
}

/** The same for differences. */
export function difference(times, from, take) {
  return summary(times[from].map((time, at) => time - times[take][at]));
}

function quantile(numbers, share) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return below + (above - below) * (at % 1);
}
