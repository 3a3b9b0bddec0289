/** What must not be read off a screen: with it, a signed URL works for fifteen minutes for whoever holds it. */
const SECRET = new Set(["AccessKeyId", "Signature", "SecurityToken"]);

/** A signed URL in parts, secrets replaced: the address up to `?`, then each parameter. Joined, they are the URL. */
export function maskUrl(url: string): {
  address: string;
  params: { name: string; value: string; secret: boolean }[];
} {
  const [address = "", query = ""] = url.split("?");
  const params = query.split("&").map((pair) => {
    const [name = "", value = ""] = pair.split("=");
    const secret = SECRET.has(name);
    return { name, value: secret ? "***" : value, secret };
  });
  return { address, params };
}
