import { join } from 'node:path';
import { openSqlite } from '@aquifer/sqlite';
import { temporaryDirectory } from '@aquifer/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createProcessPool,
  type ProcessPool,
} from '../../../../src/connectors/sqlite/lanes/process-pool.ts';
import type { SlowProcess } from '../../../../src/connectors/sqlite/lanes/slow-process.ts';

describe('The processes of the slow lane', () => {
  let pool: ProcessPool;
  beforeEach(() => {
    const dsn = join(temporaryDirectory(), 'pool.db');
    openSqlite(dsn).close();
    pool = createProcessPool({ dsn, processesMax: 1, idleMs: 60_000, waitMs: 50 });
  });
  afterEach(() => pool.close());

  it('are waited for as long as is bearable, by those too who have no time limit', async () => {
    const lent = await pool.lend({}, 'Query');
    await expect(pool.use({}, 'Insert', async () => 1)).rejects.toMatchObject({
      code: 'connections_busy',
      status: 503,
      context: { retry_after: 1 },
    });
    lent.giveBack();
    expect(await pool.use({}, 'Query', async () => 2)).toBe(2);
  });

  it('that were killed make room for others', async () => {
    let killed: SlowProcess | undefined;
    await pool.use({}, 'Query', async (process) => {
      killed = process;
      process.kill();
    });
    await killed?.gone;
    expect(await pool.use({}, 'Query', async (process) => process.isAlive)).toBe(true);
  });
});
