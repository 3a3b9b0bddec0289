/** All styles of the element. They are constructed style sheets, which a strict Content-Security-Policy allows. */

import { controls } from "./controls.js";
import { forced } from "./forced.js";
import { layout } from "./layout.js";
import { panels } from "./panels.js";
import { table } from "./table.js";
import { theme } from "./theme.js";

export const styles = [theme, layout, controls, table, panels, forced];
