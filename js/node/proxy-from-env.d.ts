/** The package proxy-from-env comes without declarations. */
declare module "proxy-from-env" {
  export function getProxyForUrl(url: string): string;
}
