import { afterAll } from 'vitest';
import { deleteSynthesized } from './temporary-app.ts';

// Vitest runs this for each test file. A hook that a shared module registers runs after the first file only.
afterAll(deleteSynthesized);
