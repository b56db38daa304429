/** Runs a task `count` times, at most `width` concurrently, and returns all results. */
export async function inParallel<Result>(
  count: number,
  width: number,
  task: (index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      results[index] = await task(index);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return results;
}
