/** Tables: the sessions, which become a stack of cards where it is narrow, and the plain ones. */

import { css } from "lit";

export const table = css`
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th {
    text-align: start;
    font-weight: 400;
  }
  thead th {
    font-size: 12px;
    font-weight: 600;
    color: var(--muted);
    white-space: nowrap;
  }
  .sessions {
    border: 1px solid var(--line);
    border-radius: var(--radius);
    border-collapse: separate;
    border-spacing: 0;
  }
  .sessions :is(td, th) {
    padding: 8px 10px;
    vertical-align: top;
  }
  .sessions thead th {
    background: var(--subtle);
    padding-block: 6px;
    vertical-align: middle;
  }
  .sessions tbody :is(td, th) {
    border-top: 1px solid var(--line);
  }
  .sessions tbody tr:hover {
    background: var(--subtle);
  }
  .sessions tr[data-opened] {
    background: var(--info-soft);
  }
  .sessions tr[data-state="Deleting"] {
    background: var(--danger-soft);
  }
  .sessions code {
    display: block;
    min-width: 18ch;
  }
  .sessions .open {
    min-width: 96px;
  }
  /* A name of 128 letters and no blank must not push what follows it out of sight. */
  .sessions .value {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .sessions .value > [title] {
    display: block;
    min-width: 6ch;
  }
  .id {
    display: block;
    color: var(--muted);
  }
  .tick {
    width: 36px;
  }
  .actions {
    text-align: end;
  }
  .label {
    display: none;
  }
  .off {
    color: var(--muted);
  }
  .plain :is(td, th) {
    padding: 3px 8px 3px 0;
    font-size: 12px;
    vertical-align: top;
    border-bottom: 1px solid var(--line);
  }
  .plain td > code {
    white-space: nowrap;
  }
  .number {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  @container (max-width: 960px) {
    .sessions,
    .sessions tbody {
      display: block;
      border: 0;
    }
    .sessions thead th:not(.tick) {
      display: none;
    }
    .sessions thead,
    .sessions thead tr,
    .sessions thead th.tick {
      display: block;
      width: auto;
      background: none;
      padding: 0;
    }
    .sessions tbody tr {
      display: grid;
      grid-template-columns: 32px 1fr auto;
      border: 1px solid var(--line);
      border-radius: var(--radius);
      padding: 8px 10px;
      margin-top: 8px;
      gap: 2px 6px;
    }
    .sessions tbody :is(td, th) {
      padding: 0;
      border: 0;
    }
    .sessions tbody td:not(.tick, .actions) {
      grid-column: 2 / -1;
      display: grid;
      grid-template-columns: 92px 1fr;
      gap: 8px;
    }
    .sessions .actions {
      grid-column: 3;
      grid-row: 1;
    }
    .sessions thead .box {
      gap: 8px;
      padding-left: 11px;
    }
    .sessions code {
      min-width: 0;
    }
    .label {
      display: inline;
      font-size: 12px;
      color: var(--muted);
    }
    .sessions tr:is([data-opened], [data-state="Deleting"]) .label {
      color: var(--text);
    }
  }
`;
