/** The ID, the secret and the checksum of a key value are at least this many letters and digits in a row. */
const VALUE_PART = /[A-Za-z0-9]{32,}/;

/** Whether a text could contain the value of a key. IDs, hints and names of usual forms do not. */
export function couldContainValue(text: string): boolean {
  return VALUE_PART.test(text);
}
