import * as z from 'zod';
import { type RotationWindow, WEEKDAYS } from '../core/rotation/maintenance-window.ts';

const DAY = '(?:sun|mon|tue|wed|thu|fri|sat)';
const TIME = '(?:[01][0-9]|2[0-3]):[0-5][0-9]';
/** In the OpenAPI document. What it cannot say, different days and an end after the beginning, is checked beside it. */
const PATTERN = new RegExp(`^${DAY}(?:,${DAY}){0,6} ${TIME}-(?:${TIME}|24:00)$`);
const WINDOW = /^([a-z]{3}(?:,[a-z]{3}){0,6}) (\d\d):(\d\d)-(\d\d):(\d\d)$/;
const FORM =
  'must be days and hours in UTC, like "tue,thu 02:00-05:00"; days: sun, mon, tue, wed, thu, fri, sat';

const OVERNIGHT = 'for a window past midnight use two windows, like "tue 22:00-24:00" and "wed 00:00-02:00"';

/** A window as people write it: `tue,thu 02:00-05:00`, in UTC, `24:00` for the end of a day. */
export const rotationWindow = z
  .string()
  .regex(PATTERN, FORM)
  .meta({ examples: ['tue,thu 02:00-05:00'] })
  .transform((text, context): RotationWindow => {
    const window = readWindow(text);
    if (typeof window !== 'string') return window;
    context.addIssue({ code: 'custom', message: window });
    return z.NEVER;
  });

/** The reverse. */
export function windowText({ days, fromMinute, toMinute }: RotationWindow): string {
  return `${days.join(',')} ${timeText(fromMinute)}-${timeText(toMinute)}`;
}

/** The window, or why the text is none. */
function readWindow(text: string): RotationWindow | string {
  const [, names = '', ...times] = WINDOW.exec(text) ?? [];
  const days = names.split(',').flatMap((name) => WEEKDAYS.find((day) => day === name) ?? []);
  const [fromHour = 0, fromMinutes = 0, toHour = 0, toMinutes = 0] = times.map(Number);
  const [fromMinute, toMinute] = [fromHour * 60 + fromMinutes, toHour * 60 + toMinutes];
  if (days.length === 0) return FORM;
  if (new Set(days).size !== days.length) return `must name each day once, received '${text}'`;
  if (fromMinute >= toMinute)
    return `must end after it starts, on the same day, received '${text}'; ${OVERNIGHT}`;
  return { days, fromMinute, toMinute };
}

function timeText(minute: number): string {
  const [hours, minutes] = [Math.floor(minute / 60), minute % 60];
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}
