/** A product and its version: `curl/8.5.0`, `aws-sdk-js/3.1`. Too short to contain the value of a key. */
const PRODUCT = /^[A-Za-z][\w.-]{0,23}(?:\/\d[\w.]{0,15})?(?=$|[ ;(])/;

/** The first product in `User-Agent`; everything else in the header is dropped. */
export function userAgentOf(userAgent: string | undefined): string | undefined {
  return userAgent === undefined ? undefined : PRODUCT.exec(userAgent)?.[0];
}
