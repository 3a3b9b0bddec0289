/** Aligned tables; wide characters count as two columns. */

import stringWidth from "string-width";
import { truncate } from "./terminal.js";

export interface Column {
  head: string;
  /** Whether a narrow terminal may show less of it. */
  shrinks?: boolean;
}

const GAP = "  ";
const MIN_WIDTH = 8;

/**
 * Lines of a table that is at most `width` columns wide: columns that may shrink are cut; where that is not enough, each
 * row becomes a paragraph.
 */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): string[] {
  const heads = columns.map(({ head }) => head);
  const widths = columns.map((_, at) =>
    Math.max(...[heads, ...rows].map((row) => stringWidth(row[at] ?? ""))),
  );
  const total = (): number => widths.reduce((sum, one) => sum + one, GAP.length * (columns.length - 1));
  while (total() > width) {
    const widest = columns
      .map(({ shrinks }, at) => ({ at, width: shrinks ? (widths[at] as number) : 0 }))
      .reduce((one, other) => (other.width > one.width ? other : one));
    if (widest.width <= MIN_WIDTH) {
      return paragraphs(heads, rows, width);
    }
    widths[widest.at] = widest.width - 1;
  }
  return [heads, ...rows].map((row) =>
    row
      .map((cell, at) =>
        pad(truncate(cell, widths[at] as number), at === columns.length - 1 ? 0 : (widths[at] as number)),
      )
      .join(GAP)
      .trimEnd(),
  );
}

function paragraphs(heads: readonly string[], rows: readonly (readonly string[])[], width: number): string[] {
  const widest = Math.max(...heads.map((head) => stringWidth(head)));
  return rows.flatMap((row, number) => [
    ...(number > 0 ? [""] : []),
    ...row.map((cell, at) => truncate(`${pad(heads[at] as string, widest)} ${cell}`.trimEnd(), width)),
  ]);
}

function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - stringWidth(text)));
}
