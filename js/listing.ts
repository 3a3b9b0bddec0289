/** Listing: all objects of all pages, one after the other. */

import { ResponseError } from "./errors.js";

interface Page {
  NextToken?: string;
}

/**
 * The items of every page, fetched as they are asked for; breaking out of the loop fetches no more. Rejects where the
 * service names a page that was there already, which would go round for ever.
 */
export async function* items<P extends Page, Item>(
  page: (token: string | undefined) => Promise<P>,
  itemsOf: (page: P) => readonly Item[],
): AsyncGenerator<Item, void, undefined> {
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const current = await page(token);
    yield* itemsOf(current);
    token = current.NextToken || undefined;
    if (token !== undefined && seen.has(token)) {
      throw new ResponseError({
        code: "BAD_RESPONSE",
        message: "the list named the same next page twice",
        retryable: true,
        status: 200,
      });
    }
    seen.add(token ?? "");
  } while (token !== undefined);
}
