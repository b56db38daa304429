import { it } from 'vitest';
import { HISTORIES } from './histories.ts';

it.each(HISTORIES)('$name', ({ run }) => run());
