import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openMemoryStore } from '../../../src/store/memory/open-memory-store.ts';
import type { ImportedMessage, MessageLog } from '../../../src/store/message-store.ts';
import { WINDOW } from '../../../src/store/sqlite/reading/match-messages.ts';
import { message, write } from '../../support/messages.ts';
import { rowsOf } from '../contract/state.ts';
import { everything, logOf, storeDirectory } from './store-directory.ts';

const time = '2025-01-15T10:30:00.123Z';

describe('what an import leaves gaps in', () => {
  const directory = storeDirectory();

  it('is read from any place as from memory', async () => {
    const memory = openMemoryStore();
    const sqlite = await directory.open(directory.make());
    let made = 0;
    await fc.assert(
      fc.asyncProperty(
        gappyLogs,
        fc.nat(70),
        fc.constantFrom('a-1', 'b-1'),
        async (log, from, streamName) => {
          made += 1;
          const logs = [await logOf(memory, `t${made}`), await logOf(sqlite, `t${made}`)] as const;
          for (const each of logs) await each.importMessages(log);
          const [expected, found] = await Promise.all(
            logs.map(async (each) => [
              await streamRows(each, streamName, 'position', from),
              await streamRows(each, streamName, 'globalPosition', from),
              await everything(each),
              await each.categories(),
              await each.streams({ prefix: '', cursor: undefined, limit: 10 }),
              await each.lastMessage(streamName, 'Happened'),
            ]),
          );
          expect(found).toEqual(expected);
        },
      ),
      { numRuns: 25 },
    );
  }, 120_000);
});

describe('a filtered read', () => {
  const directory = storeDirectory();

  it('looks at a window, and says where to go on', async () => {
    const log = await logOf(await directory.open(directory.make()), 'default');
    for (let at = 0; at < WINDOW + 500; at += 500) {
      await log.append(Array.from({ length: 500 }, () => write('account-123')));
    }
    const query = {
      category: 'account',
      from: 1,
      limit: 10,
      correlation: undefined,
      consumerGroup: { member: 0, size: 2 },
    };
    expect(await log.readCategory(query)).toEqual({ rows: '', count: 0, next: WINDOW + 1 });
    expect(await log.readCategory({ ...query, category: '' })).toMatchObject({ next: WINDOW + 1 });
    expect(await log.readCategory({ ...query, from: WINDOW + 1 })).toMatchObject({
      count: 0,
      next: undefined,
    });
    const notices = { kind: 'category', category: 'account', from: 1, limit: 10 } as const;
    const found = await log.readNotices({ ...notices, consumerGroup: query.consumerGroup });
    expect(found).toEqual({ notices: [], next: WINDOW + 1 });
    // A type that is nowhere is looked for in all windows.
    expect(await log.lastMessage('account-123', 'Nothing')).toBeUndefined();
  }, 120_000);

  it('says that nothing follows a page that ends with the last message', async () => {
    const log = await logOf(await directory.open(directory.make()), 'default');
    await log.append([write('a-1'), write('a-1'), write('a-1')]);
    const page = await log.readStream({ streamName: 'a-1', by: 'position', from: 0, limit: 3 });
    expect([rowsOf(page).length, page.next]).toEqual([3, undefined]);
    const shorter = await log.readStream({ streamName: 'a-1', by: 'position', from: 0, limit: 2 });
    expect([rowsOf(shorter).length, shorter.next]).toEqual([2, 2]);
  });
});

/** Messages of two streams with growing places and gaps between. */
const gappyLogs: fc.Arbitrary<ImportedMessage[]> = fc
  .array(
    fc.tuple(
      fc.constantFrom('a-1', 'b-1'),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 5 }),
    ),
    {
      minLength: 1,
      maxLength: 20,
    },
  )
  .map((steps) => {
    const positions = new Map<string, number>();
    let globalPosition = 0;
    return steps.map(([streamName, step, globalStep]) => {
      const position = (positions.get(streamName) ?? -1) + step;
      positions.set(streamName, position);
      globalPosition += globalStep;
      return { ...message(), streamName, position, globalPosition, time };
    });
  });

async function streamRows(
  log: MessageLog,
  streamName: string,
  by: 'position' | 'globalPosition',
  from: number,
): Promise<unknown> {
  const rows: unknown[] = [];
  for (let next: number | undefined = from; next !== undefined;) {
    const page = await log.readStream({ streamName, by, from: next, limit: 3 });
    rows.push(...rowsOf(page));
    next = page.next;
  }
  return rows;
}
