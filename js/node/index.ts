/** The entry for Node: a `fetch` over `node:https`. */

export type { Fetch } from "../types.js";
export { type NodeFetchOptions, nodeFetch } from "./fetch.js";
