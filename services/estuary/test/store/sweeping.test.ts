import { createLog } from '@aquifer/service';
import { describe, expect, it } from 'vitest';
import { startSweeping } from '../../src/store/sweeping.ts';

describe('sweeping', () => {
  const lines: string[] = [];
  const log = createLog({
    level: 'warn',
    format: 'json',
    destination: { write: (line) => void lines.push(line) },
  });

  it('goes on until nothing is left, and again later', async () => {
    const parts = [true, true, false, true, false];
    let sweeps = 0;
    const end = startSweeping({
      everyMs: 5,
      log,
      sweep: async () => {
        sweeps += 1;
        return parts.shift() ?? false;
      },
    });
    await expect.poll(() => sweeps).toBeGreaterThan(6);
    await end();
    const after = sweeps;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(sweeps).toBe(after);
  });

  it('tries again after a failure, and says so once', async () => {
    let sweeps = 0;
    const end = startSweeping({
      everyMs: 5,
      log,
      sweep: () => {
        sweeps += 1;
        throw new Error('no');
      },
    });
    await expect.poll(() => sweeps).toBeGreaterThan(3);
    await end();
    expect(lines).toHaveLength(1);
  });
});
