export const DISK_FULL = 'the disk is full';

/** Whether a line that a command wrote says so, in the words of the system, of Node.js or of Python. */
export function isDiskFull(text: string): boolean {
  return /No space left on device|ENOSPC|Disk quota exceeded|EDQUOT/.test(text);
}
