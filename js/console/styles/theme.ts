/** Colours and sizes, light and dark. Those that begin with --tmc- are for the page to set. */

import { css } from "lit";

const dark = css`
  color-scheme: dark;
  --surface: var(--tmc-surface, #14181e);
  --subtle: var(--tmc-subtle, #1b2129);
  --raised: #202731;
  --text: var(--tmc-text, #e5e9ee);
  --muted: var(--tmc-muted, #a3aebb);
  --line: var(--tmc-line, #323b47);
  --edge: #6d7a89;
  --accent: var(--tmc-accent, #79b8ff);
  --on-accent: var(--tmc-on-accent, #0b1a2b);
  --danger: #ff9188;
  --danger-fill: #b3352b;
  --danger-soft: #3a1d1c;
  --good: #6fd39a;
  --good-soft: #16301f;
  --warn: #e9bd62;
  --warn-soft: #33290f;
  --info-soft: #14283d;
`;

export const theme = css`
  :host {
    color-scheme: light;
    --surface: var(--tmc-surface, #ffffff);
    --subtle: var(--tmc-subtle, #f5f7f9);
    --raised: #ffffff;
    --text: var(--tmc-text, #1a2129);
    --muted: var(--tmc-muted, #566270);
    --line: var(--tmc-line, #dbe1e7);
    --edge: #7b8794;
    --accent: var(--tmc-accent, #0b5cad);
    --on-accent: var(--tmc-on-accent, #ffffff);
    --danger: #b42318;
    --danger-fill: #b42318;
    --danger-soft: #fdecea;
    --good: #136c3a;
    --good-soft: #e6f4ea;
    --warn: #7a4d00;
    --warn-soft: #fdf3dc;
    --info-soft: #e8f1fb;
    --radius: var(--tmc-radius, 6px);
    --mono: var(--tmc-mono, ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace);
    display: block;
    color: var(--text);
    background: var(--surface);
    font: 14px/1.5 var(--tmc-font, system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", sans-serif);
    container-type: inline-size;
  }
  :host([hidden]) {
    display: none;
  }
  :host([theme="dark"]) {
    ${dark}
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme="light"])) {
      ${dark}
    }
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  @media (prefers-reduced-motion: no-preference) {
    button,
    input,
    select,
    tr {
      transition:
        background-color 120ms,
        border-color 120ms;
    }
  }
`;
