import { freemem, totalmem } from 'node:os';
import { availableMemory, constrainedMemory } from 'node:process';

const MEGABYTE = 1024 * 1024;

export interface SystemMemory {
  readonly usedMb: number;
  readonly totalMb: number;
  /** With one decimal. */
  readonly percent: number;
}

/** Memory of the machine, or of the container where it has a limit (contract §14). */
export function systemMemory(): SystemMemory {
  const limit = constrainedMemory();
  const isLimited = limit > 0 && limit < totalmem();
  const total = isLimited ? limit : totalmem();
  const used = total - (isLimited ? availableMemory() : freemem());
  return {
    usedMb: Math.round(used / MEGABYTE),
    totalMb: Math.round(total / MEGABYTE),
    percent: Math.round((used / total) * 1000) / 10,
  };
}
