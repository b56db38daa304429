/** A one-line change of the engine that the model must find a counterexample for. */
export interface Sabotage {
  readonly name: string;
  /** In lib/core/rotation. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly line: string;
  readonly instead: string;
  /** What the counterexample must say. */
  readonly violates: RegExp;
}

export const SABOTAGES: readonly Sabotage[] = [
  {
    name: 'retire in finish',
    file: 'finish.ts',
    line: '  return moveCurrent(deps, secretArn, { from, to: token });',
    instead: `  const moved = await moveCurrent(deps, secretArn, { from, to: token });
  await transitionRecord(deps, keyId, (found, nowMs) => ({ next: { ...found, key: { ...found.key, credentials: endCredentials(found.key, nowMs, (each) => each !== credentialOf(found, token)) } }, action: 'rotation.finished' }));
  return moved;`,
    violates: /invariant [12]:/,
  },
  {
    name: 'generate again on retry',
    file: 'create.ts',
    line: "  if (existing !== undefined) return 'done';",
    instead: '',
    violates: /invariant 3:/,
  },
  {
    name: 'no condition in set',
    file: 'set.ts',
    line: '    if (refused) return { refused };',
    instead: '',
    violates: /invariant (4|8|10):/,
  },
  {
    name: 'no label re-read',
    file: 'retire.ts',
    line: '    const secret = await deps.secrets.describe(managed.secretArn);',
    instead: "    const secret = { labels: { [current]: ['AWSCURRENT'] }, replicas: [] };",
    violates: /invariant [12]:/,
  },
  {
    name: 'overlap counted from set',
    file: 'observe.ts',
    line: '    promotedSeenAtMs: nowMs,',
    instead: '    promotedSeenAtMs: rotation.setAtMs,',
    violates: /invariant [12]:/,
  },
  {
    name: 'cleanup without waiting',
    file: 'abandon.ts',
    line: '  if (!rotation || !isQuiet(rotation, deps)) return;',
    instead: '  if (!rotation || rotation.abandonedAtMs === null) return;',
    violates: /invariant [146]:/,
  },
  {
    name: 'binding by keyId in the secret',
    file: 'engine.ts',
    line: '  const managed = await managedKeyOf(deps, secretArn);',
    instead:
      "  const managed = await deps.store.readManagedKey(JSON.parse((await deps.secrets.readVersion(secretArn, token)) ?? '{}').keyId ?? keyIdIn(secretArn));",
    violates: /invariant 11:/,
  },
  {
    name: 'absence of use trusted without the watermark',
    file: 'retire.ts',
    line: "    if (answer !== 'yes') return false;",
    instead: "    if (answer === 'no') return false;",
    violates: /invariant 1:/,
  },
];
