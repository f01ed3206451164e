import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { medianOf } from './numbers.ts';

const PROBES = 50;
const block = Buffer.alloc(8192, 1);

/** Median milliseconds that the disk takes to make one block durable: what every commit waits for. */
export function probeDisk(directory: string): number {
  const file = openSync(join(directory, 'probe'), 'w');
  const times: number[] = [];
  for (let probe = 0; probe < PROBES; probe += 1) {
    const start = performance.now();
    writeSync(file, block, 0, block.length, 0);
    fdatasyncSync(file);
    times.push(performance.now() - start);
  }
  closeSync(file);
  return medianOf(times);
}
