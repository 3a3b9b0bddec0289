/** What stands above the table while a teardown runs, when it is over, and when one was left unfinished. */

import type { TeardownProgress, TeardownReport } from "alicloud-traffic-mirror";
import { html, nothing, type TemplateResult } from "lit";
import type { Context } from "../context.js";
import { dateTime, duration } from "../i18n/language.js";
import { problem } from "./parts.js";

export function teardownStatus(context: Context): TemplateResult | typeof nothing {
  const { teardown, client, words } = context;
  const { t } = words;
  const { status } = teardown;
  const dismiss = html`<button type="button" @click=${() => teardown.dismiss()}>${t.dismiss}</button>`;
  const discard = (key: string) =>
    html`<button type="button" @click=${() => client && void teardown.discard(client, key)}>
      ${t.discard}
    </button>`;
  const resume = (key: string) =>
    html`${discard(key)}<button
        type="button"
        class="primary"
        @click=${() => client && void teardown.review(client, key)}
      >
        ${t.review}
      </button>`;
  const gone = (progress: TeardownProgress | undefined) =>
    progress && html`<p>${t.progressOf(progress.deleted, progress.total)}</p>`;
  switch (status?.step) {
    case "running":
      return notice(
        "busy",
        t.running,
        html`${status.progress ? progress(context, status.progress) : html`<progress aria-label=${t.running}></progress>`}
        ${status.unsaved ? html`<p class="hint">${t.saveFailed}</p>` : nothing}`,
        html`<button type="button" id="stop" @click=${() => teardown.abort()}>${t.stop}</button>`,
      );
    case "finished":
      return notice(
        status.report.failed.length > 0 ? "bad" : "good",
        t.finished,
        report(context, status.report),
        dismiss,
      );
    case "stopped":
      return notice(
        "warn",
        t.stopped,
        html`${gone(status.progress)}
          <p>${t.stoppedText} ${status.key ? t.stoppedKept : t.stoppedLost}</p>`,
        status.key ? resume(status.key) : dismiss,
      );
    case "failed":
      return notice(
        "bad",
        t.failedTitle,
        html`${gone(status.progress)} ${problem(status.error)}`,
        status.key ? resume(status.key) : dismiss,
      );
    case "unfinished":
      return notice(
        "warn",
        t.unfinished,
        html`<p>${t.unfinishedText(dateTime(words, status.at))}</p>`,
        resume(status.key),
      );
    case "elsewhere":
      return notice("warn", t.elsewhere, html``, dismiss);
    case "damaged":
      return notice("warn", t.damaged, html`<p>${t.damagedText}</p>`, discard(status.key));
    default:
      return nothing;
  }
}

function notice(
  kind: "busy" | "good" | "warn" | "bad",
  title: string,
  content: TemplateResult,
  buttons: TemplateResult,
): TemplateResult {
  return html`<section class="notice ${kind}" id="teardown-status" aria-label=${title}>
    <div>
      <strong>${title}</strong>
      ${content}
    </div>
    <div class="buttons">${buttons}</div>
  </section>`;
}

function progress({ words: { t } }: Context, now: TeardownProgress): TemplateResult {
  const over = now.deleted + now.failed;
  const counts = [
    [t.progressRequested, now.requested],
    [t.progressDeleting, now.deleting],
    [t.progressGone, now.deleted],
    [t.progressFailed, now.failed],
  ] as const;
  return html`<progress
      max=${Math.max(now.total, 1)}
      .value=${over}
      aria-label=${t.running}
      aria-valuetext=${t.progressOf(now.deleted, now.total)}
    ></progress>
    <p class="figures">
      <span>${t.progressOf(now.deleted, now.total)}</span>
      ${counts.map(([name, count]) => html`<span class="figure"><b>${count}</b> ${name}</span>`)}
      <span class="muted"
        >${now.etaMs === undefined ? t.elapsed(duration(now.elapsedMs)) : t.timeLeft(duration(now.etaMs))}</span
      >
    </p>`;
}

function report({ words: { t } }: Context, { deleted, alreadyGone, failed }: TeardownReport): TemplateResult {
  return html`<p>
      ${t.finishedText(deleted.length, failed.length)}
      ${alreadyGone.length > 0 ? t.alreadyGone(alreadyGone.length) : nothing}
    </p>
    ${
      failed.length === 0
        ? nothing
        : html`<ul>
            ${failed.map(({ id, error }) => html`<li><code>${id}</code> ${problem(error)}</li>`)}
          </ul>`
    }`;
}
