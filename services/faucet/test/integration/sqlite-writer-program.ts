import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { insertOf } from '../connectors/contract/builders.ts';
import { openTestConnector } from '../connectors/sqlite/sqlite-fixture.ts';

/**
 * A program for `sqlite-crash.test.ts` to kill: 32 writers that print each word as soon as its row
 * is acknowledged, and a statement that never ends, whose process it prints first.
 */
const [path = ''] = process.argv.slice(2);
const connector = await openTestConnector(path);
const table = await connector.introspectTable('notes');
if (table === undefined) throw new Error('there is no table of notes');

const run = (sql: string): Promise<unknown> =>
  connector.runSql({ sql, params: [], write: false, timeoutMs: 600_000, rowsMax: 1 });
// The process is there and idle, so the endless statement begins at once.
await run('SELECT 1 AS one');
void run('WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT COUNT(*) FROM r');
await delay(300);
process.stdout.write(`process ${await slowProcess()}\n`);

await Promise.all(
  Array.from({ length: 32 }, async (_, writer) => {
    for (let count = 0; ; count++) {
      const word = `${writer}-${count}`;
      await connector.insert(insertOf(table, [{ word }]));
      process.stdout.write(`${word}\n`);
    }
  }),
);

/** The process of the slow lane; the loader of TypeScript has one of its own. */
async function slowProcess(): Promise<string> {
  for (;;) {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
      .trim()
      .split(' ');
    const found = children.find(
      (pid) =>
        pid !== '' && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('slow-process-entry'),
    );
    if (found !== undefined) return found;
    await delay(20);
  }
}
