import { createLog } from '@aquifer/service';
import { describe, expect, it } from 'vitest';
import { openKeyUse } from '../../src/access/key-use.ts';
import type { ApiKey } from '../../src/model/api-key.ts';

const log = createLog({ level: 'silent', format: 'json' });
const key = (id: number) => ({ id }) as ApiKey;

function recorder(fails = false) {
  const written: ReadonlyMap<number, Date>[] = [];
  let time = 0;
  const use = openKeyUse({
    records: {
      async recordUse(uses) {
        if (fails) throw new Error('away');
        written.push(uses);
      },
    },
    log,
    now: () => time,
    delayMs: 1,
    intervalMs: 10_000,
  });
  return { use, written, pass: (ms: number) => (time += ms) };
}

describe('openKeyUse', () => {
  it('writes uses of several keys together and off the path of the request', async () => {
    const { use, written } = recorder();
    use.note(key(1));
    use.note(key(2));
    expect(written).toEqual([]);
    await expect.poll(() => written.length).toBe(1);
    expect(written[0]).toEqual(
      new Map([
        [1, new Date(0)],
        [2, new Date(0)],
      ]),
    );
    await use.close();
  });

  it('writes a busy key once in the interval', async () => {
    const { use, written, pass } = recorder();
    use.note(key(1));
    await expect.poll(() => written.length).toBe(1);
    pass(9_999);
    use.note(key(1));
    await use.close();
    expect(written).toHaveLength(1);
    pass(1);
    use.note(key(1));
    await use.close();
    expect(written[1]).toEqual(new Map([[1, new Date(10_000)]]));
  });

  it('writes what is left when it is closed', async () => {
    const { use, written } = recorder();
    use.note(key(1));
    await use.close();
    expect(written).toHaveLength(1);
  });

  it('goes on when the store is away', async () => {
    const { use } = recorder(true);
    use.note(key(1));
    await expect(use.close()).resolves.toBeUndefined();
  });
});
