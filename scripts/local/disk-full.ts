export const DISK_FULL = 'The disk is full';

/** Whether an output line reports a full disk, in the form of the system, Node.js or Python. */
export function isDiskFull(text: string): boolean {
  return /No space left on device|ENOSPC|Disk quota exceeded|EDQUOT/.test(text);
}
