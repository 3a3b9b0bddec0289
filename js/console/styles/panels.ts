/** Details, inspector, and the pictures of deletions. */

import { css } from "lit";

export const panels = css`
  .detail {
    padding: 14px 16px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    min-width: 0;
  }
  .facts > div {
    display: grid;
    grid-template-columns: 112px 1fr;
    gap: 8px;
    padding: 4px 0;
    border-top: 1px solid var(--line);
  }
  .detail .facts {
    margin-top: 8px;
  }
  .facts dt {
    color: var(--muted);
    font-size: 12px;
    line-height: 21px;
  }
  .facts dd {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .facts dd > code {
    display: block;
    line-height: 21px;
  }
  /* What the details say is left out of the table, as far as there is no room. */
  @container (min-width: 1080px) and (max-width: 1290px) {
    .split[data-open] .sessions :is(td, th):is(:nth-child(5), :nth-child(6)) {
      display: none;
    }
  }
  @container (min-width: 1080px) {
    .split[data-open] {
      grid-template-columns: minmax(0, 1fr) 360px;
      align-items: start;
    }
    .split[data-open] .sessions :is(td, th):nth-child(8) {
      display: none;
    }
    .detail {
      position: sticky;
      top: 12px;
    }
  }
  .inspector {
    display: grid;
    gap: 24px;
  }
  @container (min-width: 860px) {
    .inspector {
      grid-template-columns: minmax(300px, 2fr) minmax(0, 3fr);
      align-items: start;
    }
    /* So that the buttons stay in sight; the fields in it can be reached by keyboard. */
    .parameters {
      max-height: 460px;
      overflow: auto;
      padding: 10px 12px;
      border: 1px solid var(--line);
      border-radius: var(--radius);
    }
  }
  .request,
  .parameters,
  .results,
  .part form {
    display: grid;
    gap: 12px;
    min-width: 0;
  }
  .results {
    gap: 20px;
  }
  .about {
    display: flex;
    gap: 8px;
    justify-content: space-between;
    align-items: start;
  }
  .about .chip {
    white-space: nowrap;
  }
  .nested {
    display: grid;
    gap: 8px;
    padding: 8px 10px 10px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }
  .nested legend {
    padding: 0 4px;
    margin: 0;
    font-weight: 400;
  }
  .item {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 8px;
    align-items: start;
  }
  .item > .field + button {
    margin-top: 20px;
  }
  .nested .add {
    justify-self: start;
  }
  .steps {
    list-style: none;
  }
  .steps h4 {
    margin-top: 8px;
    font-weight: 400;
    color: var(--muted);
  }
  .compare {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 2px 10px;
    margin: 4px 0;
  }
  .record {
    padding: 14px 16px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }
  .record + .record {
    margin-top: 16px;
  }
  .record .scroll {
    margin: 8px 0;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 6px;
    margin-bottom: 12px;
    font-size: 12px;
    color: var(--muted);
  }
  .key {
    width: 14px;
    height: 8px;
    border-radius: 2px;
    margin-left: 10px;
  }
  .key.ok {
    background: var(--accent);
  }
  .key.refused {
    background: var(--danger);
  }
  .key.rest {
    height: 0;
    border-top: 2px dashed var(--edge);
  }
  .key.deleting {
    background: var(--warn-soft);
    border: 1px solid var(--warn);
  }
  .key.gone {
    width: 8px;
    border-radius: 50%;
    background: var(--good);
  }
  .timeline {
    display: block;
    min-width: 560px;
    font-size: 12px;
  }
  .timeline text {
    fill: var(--muted);
  }
  .timeline .in-bar {
    fill: var(--text);
    font-size: 11px;
  }
  .timeline .grid {
    stroke: var(--line);
  }
  .timeline .ok {
    fill: var(--accent);
  }
  .timeline .refused {
    fill: var(--danger);
  }
  .timeline .rest {
    stroke: var(--edge);
    stroke-width: 2;
    stroke-dasharray: 4 3;
  }
  .timeline .state {
    fill: var(--edge);
  }
  .timeline .state[data-state="Deleting"] {
    fill: var(--warn);
  }
  .timeline .state.wide[data-state="Deleting"] {
    fill: var(--warn-soft);
    stroke: var(--warn);
  }
  .timeline .gone {
    fill: var(--good);
  }
`;
