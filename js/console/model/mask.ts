/** What must not be read off a screen: with it, a signed request works for fifteen minutes for whoever holds it. */

const MASK = "***";
const NAMES = "AccessKeyId|SecurityToken|Signature";
/** As in a query, and as in a string to sign, where the query is encoded once more. */
const PLAIN = new RegExp(`(^|[?&\\s])(${NAMES})=[^&\\s]*`, "g");
const ENCODED = new RegExp(`(^|[?&\\s]|%26)(${NAMES})%3D.*?(?=%26|&|\\s|$)`, "g");

/** As headers of V3, in its canonical request. */
const HEADERS = /^(x-acs-(?:accesskey-id|security-token)):.*$/gm;

/** A signed URL, a query, a canonical request or a string to sign, with key id, signature and token replaced. */
export function masked(text: string): string {
  return text
    .replace(PLAIN, `$1$2=${MASK}`)
    .replace(ENCODED, `$1$2%3D${MASK}`)
    .replace(HEADERS, `$1:${MASK}`);
}

/** A signature by itself. */
export const MASKED_SIGNATURE = MASK;
