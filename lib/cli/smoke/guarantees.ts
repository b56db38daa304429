import { ALARM_GUARANTEES } from './alarms.ts';
import { AUDIT_GUARANTEES } from './audit.ts';
import type { Guarantee } from './guarantee.ts';
import { KEY_GUARANTEES } from './keys.ts';
import { LIMIT_GUARANTEES } from './limits.ts';
import { ROTATION_GUARANTEES } from './rotation.ts';
import { SIGN_IN_GUARANTEES } from './sign-in.ts';

/** All guarantees, in the order of their checks. */
export const GUARANTEES: readonly Guarantee[] = [
  ...KEY_GUARANTEES,
  ...LIMIT_GUARANTEES,
  ...ROTATION_GUARANTEES,
  ...SIGN_IN_GUARANTEES,
  ...AUDIT_GUARANTEES,
  ...ALARM_GUARANTEES,
];
