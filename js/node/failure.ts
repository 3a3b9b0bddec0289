/** An error with a code, as Node's own have one. */
export function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
