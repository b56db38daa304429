/** The floor: a function that allows, without looking. */
export async function handler(): Promise<unknown> {
  return { isAuthorized: true };
}
