/** Base64 → bytes, synchronously, in every runtime. */
export function decodeBase64(text: string): Uint8Array {
  const host = globalThis as unknown as { atob(text: string): string };
  const binary = host.atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) {
    bytes[at] = binary.charCodeAt(at);
  }
  return bytes;
}
