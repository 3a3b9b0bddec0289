/**
 * Where the system forces its colours: backgrounds are all one there, and borders another, unless they are named as the
 * system names them.
 */

import { css } from "lit";

export const forced = css`
  @media (forced-colors: active) {
    .tabs [role="tab"] {
      border-bottom-color: Canvas;
    }
    .tabs [aria-selected="true"] {
      border-bottom-color: Highlight;
    }
    progress {
      border: 1px solid CanvasText;
      background: Canvas;
      forced-color-adjust: none;
    }
    progress::-webkit-progress-bar {
      background: Canvas;
    }
    progress::-webkit-progress-value {
      background: Highlight;
    }
    progress::-moz-progress-bar {
      background: Highlight;
    }
    .badge:is([data-state]):not([data-state=""])::before {
      background: CanvasText;
    }
    .dot,
    .chip,
    .badge {
      border: 1px solid CanvasText;
    }
    .key {
      forced-color-adjust: none;
    }
    .timeline text {
      fill: CanvasText;
    }
    .timeline .ok {
      fill: Highlight;
    }
    .key.ok {
      background: Highlight;
    }
    .timeline :is(.refused, .gone) {
      fill: CanvasText;
    }
    .key:is(.refused, .gone) {
      background: CanvasText;
    }
    .timeline .state,
    .timeline .state[data-state="Deleting"] {
      fill: GrayText;
    }
    .timeline .state.wide,
    .timeline .state.wide[data-state="Deleting"] {
      fill: Canvas;
      stroke: GrayText;
    }
    .key.deleting {
      background: Canvas;
      border-color: GrayText;
    }
    .timeline :is(.rest, .grid) {
      stroke: GrayText;
    }
    .key.rest {
      border-color: GrayText;
    }
  }
`;
