/** The frame: header, tabs, panels side by side, notices, dialogs. */

import { css } from "lit";

export const layout = css`
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    padding: 16px 20px 8px;
  }
  h2,
  h3,
  h4,
  h5,
  p,
  dl,
  dd,
  ol,
  ul,
  fieldset {
    margin: 0;
    padding: 0;
  }
  h2 {
    font-size: 18px;
    line-height: 1.3;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  h3 {
    font-size: 15px;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  h4 {
    font-size: 13px;
    font-weight: 600;
    margin-top: 16px;
    overflow-wrap: anywhere;
  }
  h5 {
    font-size: 12px;
    font-weight: 600;
    color: var(--muted);
    margin-top: 8px;
  }
  .bar > button {
    margin-left: auto;
  }
  .tabs {
    display: flex;
    gap: 4px;
    padding: 0 16px;
    border-bottom: 1px solid var(--line);
    overflow-x: auto;
  }
  .tabs [role="tab"] {
    border: 0;
    border-bottom: 2px solid transparent;
    border-radius: 0;
    background: none;
    padding: 8px 8px 7px;
    color: var(--muted);
    white-space: nowrap;
  }
  .tabs [aria-selected="true"] {
    color: var(--text);
    border-bottom-color: var(--accent);
    font-weight: 600;
  }
  .tabs [role="tab"]:focus-visible {
    outline-offset: -2px;
  }
  .panel {
    padding: 16px 20px 20px;
  }
  .split {
    display: grid;
    gap: 20px;
  }
  .split > .main {
    min-width: 0;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
  }
  .head > h3 {
    margin-right: auto;
  }
  .muted,
  .hint {
    color: var(--muted);
  }
  .hint {
    font-size: 12px;
    display: block;
  }
  .empty {
    padding: 48px 16px;
    text-align: center;
    color: var(--muted);
    background: var(--subtle);
    border-radius: var(--radius);
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .scroll {
    overflow-x: auto;
  }
  code,
  pre {
    font-family: var(--mono);
    font-size: 12px;
    overflow-wrap: anywhere;
  }
  pre {
    margin: 4px 0 0;
    padding: 8px 10px;
    background: var(--subtle);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    white-space: pre-wrap;
    max-height: 320px;
    overflow: auto;
  }
  .notice {
    display: flex;
    flex-wrap: wrap;
    gap: 12px;
    align-items: start;
    justify-content: space-between;
    margin-bottom: 16px;
    padding: 12px 14px;
    border: 1px solid var(--line);
    border-left: 4px solid var(--accent);
    border-radius: var(--radius);
    background: var(--info-soft);
  }
  .notice > div:first-child {
    flex: 1 1 320px;
    min-width: 0;
  }
  .notice ul {
    padding-left: 18px;
  }
  .notice.good {
    border-left-color: var(--good);
    background: var(--good-soft);
  }
  .notice.warn {
    border-left-color: var(--warn);
    background: var(--warn-soft);
  }
  .notice.bad {
    border-left-color: var(--danger);
    background: var(--danger-soft);
  }
  .notice :is(.muted, .hint) {
    color: var(--text);
  }
  .message,
  .notice strong {
    display: block;
    overflow-wrap: anywhere;
  }
  progress {
    appearance: none;
    display: block;
    width: 100%;
    height: 8px;
    margin: 8px 0;
    border: 0;
    border-radius: 4px;
    overflow: hidden;
    background: var(--line);
  }
  progress::-webkit-progress-bar {
    background: var(--line);
  }
  progress::-webkit-progress-value {
    background: var(--accent);
  }
  progress::-moz-progress-bar {
    background: var(--accent);
  }
  .figures {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 16px;
    font-variant-numeric: tabular-nums;
  }
  dialog {
    width: min(560px, calc(100vw - 24px));
    max-height: calc(100dvh - 24px);
    padding: 20px 22px;
    color: var(--text);
    background: var(--raised);
    border: 1px solid var(--line);
    border-radius: calc(var(--radius) + 2px);
    box-shadow: 0 12px 40px rgb(0 0 0 / 25%);
    overflow: auto;
  }
  dialog::backdrop {
    background: rgb(10 15 22 / 50%);
  }
  dialog > * + *,
  dialog form > * + * {
    margin-top: 12px;
  }
  dialog h2:focus {
    outline: none;
  }
  .check {
    display: grid;
    gap: 2px;
    padding: 10px 12px;
    border-left: 3px solid var(--edge);
    border-radius: var(--radius);
    background: var(--subtle);
    overflow-wrap: anywhere;
  }
  .check[data-check="passed"] {
    border-left-color: var(--good);
    background: var(--good-soft);
  }
  .check[data-check="refused"] {
    border-left-color: var(--danger);
    background: var(--danger-soft);
  }
  .check :is(.muted, .hint) {
    color: var(--text);
  }
  .plan {
    max-height: 240px;
    overflow: auto;
    list-style: none;
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }
  .plan li {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 12px;
    padding: 4px 10px;
    overflow-wrap: anywhere;
  }
  .plan li > * {
    min-width: 0;
  }
  .plan li + li {
    border-top: 1px solid var(--line);
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    justify-content: flex-end;
  }
  @container (max-width: 560px) {
    .bar,
    .panel {
      padding-inline: 12px;
    }
    .tabs {
      padding-inline: 8px;
    }
  }
`;
