/** A deletion as a picture: attempts, retries and waits, looks at the list, and states, along one axis of time. */

import { nothing, type SVGTemplateResult, svg, type TemplateResult } from "lit";
import { duration, type Words } from "../i18n/language.js";
import type { Attempt, Span, State, Timeline } from "../model/timeline.js";

/** In percent of the width, so that text keeps its size whatever the width is. */
const LEFT = 12;
const RIGHT = 97;
const NARROW = 9;
const TOP = 26;
const LANE = 18;
const BAR = 12;
/** Sessions of a teardown that are drawn; the table has all. */
const DRAWN = 60;

/** The picture. `title` says in a sentence what is in it. */
export function timelinePicture(words: Words, timeline: Timeline, title: string): TemplateResult {
  const { t } = words;
  const x = (at: number) => LEFT + (at / timeline.length) * (RIGHT - LEFT);
  const rows = (attempts: readonly Attempt[]) => Math.max(1, ...attempts.map(({ row }) => row + 1));
  const deleteRows = rows(timeline.deletes);
  const many = timeline.states.size > 1;
  const drawn = [...timeline.states.values()].slice(0, DRAWN);
  const step = many ? 5 : LANE;
  const deleteTop = TOP;
  const lookTop = deleteTop + laneHeight(deleteRows) + 8;
  const stateTop = lookTop + LANE + 8;
  const bottom = stateTop + Math.max(drawn.length, 1) * step + 6;
  const hidden = timeline.states.size - drawn.length;
  return svg`<svg
    class="timeline"
    width="100%"
    height=${bottom + (hidden > 0 ? 20 : 2)}
    role="img"
    aria-label=${title}
    focusable="false"
  >
    ${ticks(timeline.length).map(
      (at) => svg`<line class="grid" x1="${x(at)}%" x2="${x(at)}%" y1=${TOP - 6} y2=${bottom}></line>
        <text class="axis" x="${x(at)}%" y="12" text-anchor="middle">${at === 0 ? "0" : duration(at)}</text>`,
    )}
    ${label(t.laneDelete, deleteTop + BAR / 2)}
    ${(many ? [] : timeline.rests).map(
      (rest) =>
        svg`<line class="rest" x1="${x(rest.from)}%" x2="${x(rest.to)}%" y1=${deleteTop + BAR / 2} y2=${deleteTop + BAR / 2}></line>`,
    )}
    ${timeline.deletes.map((attempt) => bar(attempt, x, deleteTop + attempt.row * rowStep(deleteRows), rowStep(deleteRows)))}
    ${label(t.laneLook, lookTop + BAR / 2)}
    ${timeline.looks.map((attempt) => bar(attempt, x, lookTop, LANE))}
    ${label(many ? t.laneSessions : t.laneState, stateTop + BAR / 2)}
    ${drawn.map((states, at) => statesRow(words, states, x, stateTop + at * step, many))}
    ${
      hidden > 0
        ? svg`<text class="axis" x="${LEFT}%" y=${bottom + 12}>${t.moreSessions(hidden)}</text>`
        : nothing
    }
  </svg>` as TemplateResult;
}

/** Many at once stand closer together. */
function rowStep(rows: number): number {
  return rows > 2 ? 6 : LANE - 2;
}

function laneHeight(rows: number): number {
  return Math.max(LANE, rows * rowStep(rows));
}

function label(text: string, y: number): SVGTemplateResult {
  return svg`<text class="lane" x="0" y=${y + 4}>${text}</text>`;
}

function bar(
  { from, to, ok }: Attempt,
  x: (at: number) => number,
  y: number,
  step: number,
): SVGTemplateResult {
  const height = Math.min(BAR, step - 1);
  return svg`<rect
    class=${ok ? "ok" : "refused"}
    x="${x(from)}%"
    y=${y}
    width="${width({ from, to }, x)}%"
    height=${height}
    rx="2"
  ></rect>`;
}

function statesRow(
  { t }: Words,
  states: readonly State[],
  x: (at: number) => number,
  y: number,
  many: boolean,
): SVGTemplateResult {
  const names: Record<string, string> = {
    Created: t.stateCreated,
    Deleting: t.stateDeleting,
    gone: t.stateGone,
  };
  const height = many ? 3 : BAR;
  return svg`${states.map((span) =>
    span.state === "gone"
      ? svg`<circle class="gone" cx="${x(span.from)}%" cy=${y + height / 2} r=${many ? 2.5 : 6}></circle>`
      : svg`<rect
          class=${many ? "state" : "state wide"}
          data-state=${span.state}
          x="${x(span.from)}%"
          y=${y}
          width="${width(span, x)}%"
          height=${height}
          rx=${many ? 1 : 2}
        ></rect>`,
  )}
  ${
    many
      ? nothing
      : states.map((span) =>
          x(span.to) - x(span.from) > NARROW
            ? svg`<text class="in-bar" dx="6" x="${x(span.from)}%" y=${y + BAR - 2.5}>${names[span.state] ?? span.state}</text>`
            : nothing,
        )
  }`;
}

function width({ from, to }: Span, x: (at: number) => number): number {
  return Math.max(x(to) - x(from), 0.3);
}

/** Four to eight round times, 0 among them. */
function ticks(length: number): number[] {
  const rough = length / 6;
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? rough;
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, at) => at * step);
}
