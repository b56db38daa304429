/** A product and its version: `curl/8.5.0`, `aws-sdk-js/3.1`. Too short for a key's value that went astray. */
const PRODUCT = /^[A-Za-z][\w.-]{0,23}(?:\/\d[\w.]{0,15})?(?=$|[ ;(])/;

/** What a caller calls itself in `User-Agent`: the first product in it, and nothing else of it. */
export function userAgentOf(userAgent: string | undefined): string | undefined {
  return userAgent === undefined ? undefined : PRODUCT.exec(userAgent)?.[0];
}
