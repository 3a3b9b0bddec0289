/** The table of sessions with its search. */

import type { TrafficMirrorSession } from "alicloud-traffic-mirror";
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import type { Context } from "../context.js";
import { dateTime } from "../i18n/language.js";
import { matches, NO_SEARCH } from "../model/search.js";
import { detail } from "./detail.js";
import { badge, filterOptions, options, problem, typed } from "./parts.js";
import { teardownStatus } from "./teardown-status.js";

export function sessionsView(context: Context): TemplateResult {
  const all = context.feed.rows(context.deletions.leaving);
  const rows = all.filter((session) => matches(context.search, context.feed, session));
  // Of a session that is gone there are none, and no room is kept for them.
  const details = detail(context);
  return html`
    ${teardownStatus(context)} ${trouble(context)} ${toolbar(context, all.length, rows)}
    <div class="split" ?data-open=${details !== nothing}>
      <div class="main">${rows.length > 0 ? table(context, rows) : placeholder(context, all.length)}</div>
      ${details}
    </div>
  `;
}

function toolbar(context: Context, total: number, rows: readonly TrafficMirrorSession[]): TemplateResult {
  const { words, search, feed, ticked, teardown } = context;
  const { t } = words;
  const states = [
    ["", t.allStates],
    ["Created", t.stateCreated],
    ["Creating", t.stateCreating],
    ["Modifying", t.stateModifying],
    ["Deleting", t.stateDeleting],
  ] as const;
  return html`<div class="toolbar" role="search" aria-label=${t.search}>
    <label class="field grow">
      <span>${t.search}</span>
      <input
        type="search"
        id="search"
        placeholder=${t.searchPlaceholder}
        .value=${live(search.text)}
        @input=${(event: Event) => context.find({ text: typed(event) })}
      />
    </label>
    <label class="field">
      <span>${t.stateFilter}</span>
      <select id="state" @change=${(event: Event) => context.find({ state: typed(event) })}>
        ${options(states, search.state)}
      </select>
    </label>
    <label class="field">
      <span>${t.mirrorFilter}</span>
      <select id="filter" @change=${(event: Event) => context.find({ filterId: typed(event) })}>
        ${options([["", t.allFilters], ...filterOptions(feed)], search.filterId)}
      </select>
    </label>
    <p class="count">${feed.loaded ? t.count(rows.length, total) : nothing}</p>
    <button
      type="button"
      class="danger quiet"
      id="teardown"
      aria-disabled=${String(teardown.running)}
      @click=${() => teardown.running || teardown.open([...ticked])}
    >
      ${ticked.size > 0 ? t.deleteSelected(ticked.size) : t.teardown}
    </button>
  </div>`;
}

function table(context: Context, rows: readonly TrafficMirrorSession[]): TemplateResult {
  const { t } = context.words;
  const ids = rows.map((session) => session.TrafficMirrorSessionId);
  const every = ids.every((id) => context.ticked.has(id));
  const some = ids.some((id) => context.ticked.has(id));
  // Where style makes it a stack of cards, browsers forget that it is a table unless they are told.
  return html`<table class="sessions" role="table" aria-label=${t.tabSessions}>
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col" class="tick">
          <label class="box"
            ><input
              type="checkbox"
              aria-label=${t.selectAll}
              .checked=${live(every)}
              .indeterminate=${some && !every}
              @change=${(event: Event) => context.tick(ids, (event.target as HTMLInputElement).checked)}
          /><span class="label" aria-hidden="true">${t.selectAll}</span></label>
        </th>
        <th role="columnheader" scope="col">${t.columnSession}</th>
        <th role="columnheader" scope="col">${t.columnState}</th>
        <th role="columnheader" scope="col">${t.columnMirroring}</th>
        <th role="columnheader" scope="col">${t.columnSources}</th>
        <th role="columnheader" scope="col">${t.columnTarget}</th>
        <th role="columnheader" scope="col">${t.columnFilter}</th>
        <th role="columnheader" scope="col">${t.columnCreated}</th>
        <th role="columnheader" scope="col"><span class="unseen">${t.columnActions}</span></th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${repeat(
        rows,
        (session) => session.TrafficMirrorSessionId,
        (session) => row(context, session),
      )}
    </tbody>
  </table>`;
}

function row(context: Context, session: TrafficMirrorSession): TemplateResult {
  const { words, feed, ticked, opened } = context;
  const { t } = words;
  const id = session.TrafficMirrorSessionId;
  const name = session.TrafficMirrorSessionName || id;
  const state = session.TrafficMirrorSessionStatus;
  const leaving = state === "Deleting";
  return html`<tr role="row" data-id=${id} data-state=${state} ?data-opened=${opened === id}>
    <td role="cell" class="tick">
      <label class="box"
        ><input
          type="checkbox"
          aria-label=${t.selectOne(name)}
          .checked=${live(ticked.has(id))}
          @change=${(event: Event) => context.tick([id], (event.target as HTMLInputElement).checked)}
      /></label>
    </td>
    <th role="rowheader" scope="row">
      <button
        type="button"
        class="link open"
        aria-expanded=${String(opened === id)}
        aria-label=${t.openDetail(name)}
        @click=${() => context.open(opened === id ? undefined : id)}
      >
        <bdi>${name}</bdi>
      </button>
      <code class="id">${id}</code>
    </th>
    ${cell(t.columnState, badge(words, state))}
    ${cell(
      t.columnMirroring,
      html`<span class=${session.Enabled ? "on" : "off"}>${session.Enabled ? t.on : t.off}</span>`,
    )}
    ${cell(
      t.columnSources,
      session.TrafficMirrorSourceIds.map((source) => html`<code>${source}</code>`),
    )}
    ${cell(t.columnTarget, html`<code>${session.TrafficMirrorTargetId ?? ""}</code>`)}
    ${cell(
      t.columnFilter,
      html`<span title=${session.TrafficMirrorFilterId ?? ""}
        >${feed.filterName(session.TrafficMirrorFilterId)}</span
      >`,
    )}
    ${cell(t.columnCreated, dateTime(words, session.CreationTime))}
    <td role="cell" class="actions">
      <button
        type="button"
        class="danger quiet delete"
        aria-label=${t.deleteOne(name)}
        aria-disabled=${String(leaving)}
        @click=${() => leaving || context.ask(session)}
      >
        ${t.deleteShort}
      </button>
    </td>
  </tr>`;
}

/** The label is shown where the table is too narrow for columns. */
function cell(label: string, value: unknown): TemplateResult {
  return html`<td role="cell">
    <span class="label" aria-hidden="true">${label}</span><span class="value">${value}</span>
  </td>`;
}

function placeholder(context: Context, total: number): TemplateResult {
  const { words, feed } = context;
  const { t } = words;
  const clear = (event: Event) => {
    context.find(NO_SEARCH);
    // This button goes with the search.
    (event.target as HTMLElement).closest(".panel")?.querySelector<HTMLElement>("#search")?.focus();
  };
  if (!feed.loaded) {
    return html`<p class="empty">${feed.error === undefined ? t.loading : nothing}</p>`;
  }
  return total === 0
    ? html`<p class="empty">${t.empty}</p>`
    : html`<p class="empty">
        ${t.nothingFound}
        <button type="button" @click=${clear}>${t.clearSearch}</button>
      </p>`;
}

function trouble({ feed, words: { t } }: Context): TemplateResult | typeof nothing {
  return feed.error === undefined
    ? nothing
    : html`<div class="notice bad" role="alert">
        <div><strong>${t.problem}</strong>${problem(feed.error)}</div>
        <button type="button" @click=${() => feed.poke()}>${t.retryNow}</button>
      </div>`;
}
