/** A text of this length could be the value of a key. Names in Postern are usually shorter. */
const COULD_BE_SECRET = 20;
/** Forms of long texts that are not secret: a time, a maintenance window, an ARN. */
const PUBLIC_FORMS = [
  /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[T ,]{0,2}[\d:.,]{0,24} ?(?:z|utc|gmt)?(?:[+-]\d{1,2}:?\d{0,2})?$/i,
  /^(?:[a-z]{2,9}[, ]{1,2}){1,7}\d{1,2}[:.]\d{2} ?- ?\d{1,2}[:.]\d{2}$/i,
  /^arn:[a-z-]{1,12}:[a-z0-9-]{1,24}:[a-z0-9-]{0,24}:(?:\d{12}|\*)?:.+$/,
];

/** Whether a text may be a secret, which messages must not contain. */
export function couldBeSecret(text: string): boolean {
  return text.length >= COULD_BE_SECRET && !PUBLIC_FORMS.some((form) => form.test(text));
}

/** A text that shows only its length. */
export function maskedText(text: string): string {
  return `a masked string of ${text.length} ${text.length === 1 ? 'character' : 'characters'}`;
}
