/** The user's folder. */

import { homedir, userInfo } from "node:os";
import { isAbsolute } from "node:path";

/** Where HOME names none (it may be empty), the one that the system knows: never the folder that one happens to be in. */
export function home(): string {
  const named = homedir();
  return isAbsolute(named) ? named : userInfo().homedir;
}
