import { describe, expect, it } from 'vitest';
import { changeRow, notificationText } from '../../../../scripts/local/alarms/show-alarms.ts';

const CHANGE = {
  alarm: 'Postern-local-Monitoring-key-guessing',
  from: 'OK',
  to: 'ALARM',
  reason: '1 of 60; the newest: - 12',
  atMs: Date.UTC(2026, 2, 1, 12, 30, 5),
} as const;

describe('a state change of an alarm', () => {
  it('is a line with its time, state and reason', () => {
    expect(changeRow(CHANGE, false)).toBe(
      '12:30:05  ALARM  Postern-local-Monitoring-key-guessing, previously OK: 1 of 60; the newest: - 12',
    );
  });

  it('shows its state in colour if colours are enabled', () => {
    expect(changeRow(CHANGE, true)).toContain('\x1b[31mALARM\x1b[39m');
  });

  it('contains no control characters', () => {
    expect(changeRow({ ...CHANGE, reason: 'a\x1b[2Jb\n' }, false)).not.toContain('\x1b');
  });
});

describe('a notification', () => {
  const message = {
    topic: 'Postern-local-Monitoring-MonitoringNotificationsPage12AB-34CD',
    subject: 'ALARM: page',
    text: 'ALARM: page is active\n\nRunbook: docs/runbooks/page.md\n',
    attributes: { form: 'readable' },
  };

  it('is shown in its readable form', () => {
    expect(notificationText(message)).toBe(
      [
        '          notified page: ALARM: page',
        '            ALARM: page is active',
        '            Runbook: docs/runbooks/page.md',
        '',
      ].join('\n'),
    );
  });

  it('is not shown in its machine-readable form', () => {
    expect(notificationText({ ...message, attributes: {} })).toBe('');
  });
});
