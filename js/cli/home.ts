/** The user's folder. */

import { homedir, userInfo } from "node:os";
import { isAbsolute } from "node:path";

/**
 * Where HOME names none (it may be empty), the one that the system knows: never the folder that one happens to be in.
 * Undefined where there is none, as for a user of a container whom the system does not know.
 */
export function home(): string | undefined {
  try {
    const named = homedir();
    return isAbsolute(named) ? named : userInfo().homedir;
  } catch {
    return undefined;
  }
}
