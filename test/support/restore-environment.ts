import { afterAll } from 'vitest';

// Vitest runs this for each test file. The files of a worker share the process, so none leaves variables to the next one.
const before = { ...process.env };

afterAll(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
});
