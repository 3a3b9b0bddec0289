/** Buttons, fields, chips and badges. Nothing to press is smaller than 24 px. */

import { css } from "lit";

export const controls = css`
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
  }
  button {
    min-height: 32px;
    padding: 4px 12px;
    border: 1px solid var(--edge);
    border-radius: var(--radius);
    background: var(--raised);
    cursor: pointer;
  }
  button:hover {
    background: var(--subtle);
  }
  button.primary {
    color: var(--on-accent);
    background: var(--accent);
    border-color: var(--accent);
  }
  button.danger {
    color: #ffffff;
    background: var(--danger-fill);
    border-color: var(--danger-fill);
  }
  button.danger.quiet {
    color: var(--danger);
    background: transparent;
    border-color: var(--line);
  }
  button.danger.quiet:hover {
    border-color: var(--danger);
    background: var(--danger-soft);
  }
  button.quiet {
    border-color: var(--line);
    background: transparent;
  }
  button:disabled,
  button[aria-disabled="true"],
  button.danger.quiet[aria-disabled="true"] {
    cursor: not-allowed;
    color: var(--muted);
    background: var(--subtle);
    border-color: var(--line);
  }
  button.link {
    min-height: 24px;
    padding: 0;
    border: 0;
    background: none;
    color: var(--accent);
    font-weight: 600;
    text-align: start;
    overflow-wrap: anywhere;
  }
  button.link:hover {
    text-decoration: underline;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  input:not([type="checkbox"], [type="radio"]),
  select,
  textarea {
    width: 100%;
    min-height: 32px;
    padding: 4px 8px;
    border: 1px solid var(--edge);
    border-radius: var(--radius);
    background: var(--raised);
  }
  textarea {
    font-family: var(--mono);
    font-size: 12px;
    resize: vertical;
  }
  ::placeholder {
    color: var(--muted);
    opacity: 1;
  }
  input:is([type="checkbox"], [type="radio"]) {
    width: 16px;
    height: 16px;
    margin: 0;
    accent-color: var(--accent);
  }
  .box,
  .option {
    display: inline-flex;
    align-items: center;
    min-height: 24px;
    min-width: 24px;
    cursor: pointer;
  }
  .box {
    justify-content: center;
  }
  .option {
    display: flex;
    gap: 8px;
    padding: 3px 0;
  }
  .field {
    display: block;
    min-width: 0;
  }
  .field > span:first-child,
  .field > label {
    display: block;
    font-size: 12px;
    color: var(--muted);
    margin-bottom: 2px;
  }
  .field em {
    font-style: normal;
    color: var(--danger);
  }
  .field code {
    color: var(--text);
  }
  .indent {
    margin: 2px 0 6px 24px;
  }
  .pair {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 12px;
  }
  fieldset {
    min-width: 0;
    border: 0;
  }
  legend {
    padding: 0;
    font-weight: 600;
    margin-bottom: 4px;
  }
  .toolbar {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 12px;
    margin-bottom: 12px;
  }
  .toolbar .field {
    flex: 0 1 170px;
  }
  .toolbar .grow {
    flex: 1 1 220px;
  }
  .toolbar .count {
    min-height: 32px;
    display: flex;
    align-items: center;
    color: var(--muted);
    white-space: nowrap;
  }
  .toolbar > button {
    margin-left: auto;
  }
  .chip {
    display: inline-block;
    padding: 1px 8px;
    border: 1px solid var(--line);
    border-radius: 11px;
    background: var(--subtle);
    font-size: 12px;
    overflow-wrap: anywhere;
  }
  .badge {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    padding: 1px 8px;
    border-radius: 11px;
    font-size: 12px;
    /* A state that is not known here may have a long name. */
    width: max-content;
    max-width: 15ch;
    overflow-wrap: anywhere;
    color: var(--text);
    background: var(--subtle);
  }
  .badge::before {
    content: "";
    flex: none;
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: var(--edge);
  }
  .badge:is([data-state="Created"], [data-state="gone"], [data-state="done"]) {
    color: var(--good);
    background: var(--good-soft);
  }
  .badge:is([data-state="Deleting"], [data-state="failed"]) {
    color: var(--danger);
    background: var(--danger-soft);
  }
  .badge:is([data-state="Creating"], [data-state="Modifying"], [data-state="stopped"]) {
    color: var(--warn);
    background: var(--warn-soft);
  }
  .badge[data-state="running"] {
    color: var(--accent);
    background: var(--info-soft);
  }
  .badge:is([data-state]):not([data-state=""])::before {
    background: currentColor;
  }
  .dot {
    display: inline-block;
    min-width: 18px;
    padding: 0 5px;
    border-radius: 9px;
    font-size: 11px;
    text-align: center;
    color: var(--on-accent);
    background: var(--accent);
  }
  details > summary {
    min-height: 24px;
    cursor: pointer;
    color: var(--accent);
    width: fit-content;
  }
  .keys {
    display: grid;
    gap: 12px;
    max-width: 460px;
    margin: 12px auto 32px;
    padding: 20px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }
  @container (max-width: 560px) {
    .toolbar .field:not(.grow) {
      flex: 1 1 120px;
    }
    .pair {
      grid-template-columns: 1fr;
    }
    .keys {
      margin-inline: 12px;
    }
  }
`;
