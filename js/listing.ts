/** Listing: all objects of all pages, one after the other. */

import { throwIfAborted } from "./abort.js";
import { isPlain } from "./checks.js";
import { parameterError, ResponseError } from "./errors.js";
import type { AbortSignalLike } from "./types.js";

/** Of a hundred items each, a million. */
const MOST_PAGES = 10_000;

/** What a page is asked with, beside what selects the objects. */
interface Paging {
  NextToken?: string | undefined;
  MaxResults?: number | undefined;
}

/** The items of every page; each time that it is gone over, they are listed anew. */
export function items<Filter extends Paging, Page extends { NextToken?: string }, Item>(
  filter: Filter,
  list: (params: Filter) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[],
  signal: AbortSignalLike | undefined,
): AsyncIterable<Item> {
  return { [Symbol.asyncIterator]: () => listed(filter, list, itemsOf, signal) };
}

/**
 * The items, fetched as they are asked for; breaking out of the loop fetches no more, and nothing more is
 * given once the signal has aborted. Rejects where the service names a page that was there already, or ever new ones,
 * which would go on for ever.
 */
async function* listed<Filter extends Paging, Page extends { NextToken?: string }, Item>(
  filter: Filter,
  list: (params: Filter) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[],
  signal: AbortSignalLike | undefined,
): AsyncGenerator<Item, void, undefined> {
  if (!isPlain(filter)) {
    // It would be lost, and the list be of everything.
    throw parameterError("filter", "must be a plain object");
  }
  const seen = new Set<string>();
  let params = filter.MaxResults === undefined ? { ...filter, MaxResults: 100 } : filter;
  for (;;) {
    const page = await list(params);
    for (const item of itemsOf(page)) {
      throwIfAborted(signal);
      yield item;
    }
    const { NextToken } = page;
    if (!NextToken) {
      return;
    }
    if (seen.has(NextToken) || seen.size >= MOST_PAGES) {
      throw new ResponseError({
        code: "BAD_RESPONSE",
        message: "the list has no end: it names a page twice, or too many",
        retryable: true,
        status: 200,
      });
    }
    seen.add(NextToken);
    params = { ...params, NextToken };
  }
}
