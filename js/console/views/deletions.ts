/** What has been deleted from this page: each deletion as a picture, and its events as a table. */

import type { ClientEvent } from "alicloud-traffic-mirror";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Context } from "../context.js";
import { duration, type Words } from "../i18n/language.js";
import type { Deletion, Outcome } from "../model/deletions.js";
import { timelineOf } from "../model/timeline.js";
import { problem } from "./parts.js";
import { timelinePicture } from "./timeline.js";

export function deletionsView(context: Context): TemplateResult {
  const { words, deletions } = context;
  const { t } = words;
  return deletions.records.length === 0
    ? html`<p class="empty">${t.noDeletions}<br />${t.noDeletionsText}</p>`
    : html`<p class="legend" aria-hidden="true">
          <span class="key ok"></span>${t.legendOk} <span class="key refused"></span>${t.legendRefused}
          <span class="key rest"></span>${t.legendRest} <span class="key deleting"></span>${t.stateDeleting}
          <span class="key gone"></span>${t.stateGone}
        </p>
        ${repeat(
          deletions.records,
          ({ key }) => key,
          (deletion) => record(context, deletion),
        )}`;
}

function record({ words, deletions }: Context, deletion: Deletion): TemplateResult {
  const { t } = words;
  const name = deletion.kind === "teardown" ? t.teardownOf(deletion.ids.length) : deletion.name;
  const outcome = outcomes(words)[deletion.outcome];
  const timeline = timelineOf(deletion);
  const took = duration(timeline.length);
  const title = t.timelineSummary(
    name,
    timeline.deletes.length,
    timeline.retries,
    timeline.looks.length,
    deletion.outcome === "running" ? outcome.toLowerCase() : t.after(outcome, took),
  );
  return html`<article class="record" data-outcome=${deletion.outcome} aria-labelledby="record-${deletion.key}">
    <div class="head">
      <h3 id="record-${deletion.key}"><bdi>${name}</bdi></h3>
      <span class="badge" data-state=${deletion.outcome}>${outcome}</span>
      <span class="muted">${took}</span>
    </div>
    ${deletion.error === undefined || deletion.outcome === "stopped" ? nothing : html`<p>${problem(deletion.error)}</p>`}
    <div class="scroll" tabindex="0" role="region" aria-label=${name}>
      ${timelinePicture(words, timeline, title)}
    </div>
    <details
      ?open=${deletion.opened}
      @toggle=${(event: Event) => deletions.show(deletion, (event.target as HTMLDetailsElement).open)}
    >
      <summary>${t.events(deletion.events.length)}</summary>
      ${deletion.opened ? eventTable(words, deletion) : nothing}
    </details>
  </article>`;
}

function eventTable(words: Words, { events }: Deletion): TemplateResult {
  const { t } = words;
  const begin = events[0]?.at ?? 0;
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${t.events(events.length)}>
    <table class="plain">
      <thead>
        <tr>
          <th scope="col">${t.eventTime}</th>
          <th scope="col">${t.eventWhat}</th>
          <th scope="col">${t.eventDetail}</th>
        </tr>
      </thead>
      <tbody>
        ${events.map(
          (event) => html`<tr>
            <td class="number">+${duration(event.at - begin)}</td>
            ${told(words, event)}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function outcomes({ t }: Words): Record<Outcome, string> {
  return {
    running: t.outcomeRunning,
    gone: t.outcomeGone,
    done: t.outcomeDone,
    failed: t.outcomeFailed,
    stopped: t.outcomeStopped,
  };
}

/** An event as two cells. */
function told({ t }: Words, event: ClientEvent): TemplateResult {
  const cells = (what: string, detail: unknown) => html`<td>${what}</td><td>${detail}</td>`;
  switch (event.type) {
    case "attempt":
      return cells(t.eventAttempt(event.attempt), html`<code>${event.action}</code>`);
    case "answer":
      return cells(
        t.eventAnswer,
        html`${event.status} ${event.code ? html`<code>${event.code}</code>` : nothing}
          <span class="muted">${t.inMs(duration(event.ms))}</span>
          ${event.requestId ? html`<code class="id">${event.requestId}</code>` : nothing}`,
      );
    case "retry":
      return cells(
        t.eventRetry,
        html`<code>${event.code}</code> <span class="muted">${t.inMs(duration(event.delayMs))}</span>`,
      );
    case "wait":
      return cells(
        t.eventWait,
        html`${duration(event.delayMs)} <span class="muted">${t[event.reason]}</span>`,
      );
    case "state":
      return cells(
        t.eventState,
        html`<code class="id">${event.id}</code> ${event.from ? html`${event.from} → ` : nothing}${event.to}`,
      );
  }
}
