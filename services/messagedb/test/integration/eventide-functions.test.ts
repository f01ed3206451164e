import { openPostgres, type Postgres } from '@aquifer/postgres';
import { createLog } from '@aquifer/service';
import { describeWith } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MessageStore, StoredNamespace } from '../../src/store/message-store.ts';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import { namespaceOf, readAll } from '../store/contract/state.ts';
import { installEventide, withSearchPath } from '../support/eventide.ts';
import { write } from '../support/messages.ts';
import { namespaceIn } from '../support/stored.ts';

const log = createLog({ level: 'silent', format: 'json' });
const namespace = 'compared';

await describeWith('postgres', "Eventide's functions", (server) => {
  const databases: TestDatabase[] = [];
  let store: MessageStore;
  let stored: StoredNamespace;
  let theirs: Postgres;
  let ours: Postgres;

  beforeAll(async () => {
    const [first, second] = [await server.createDatabase(), await server.createDatabase()];
    databases.push(first, second);
    await installEventide(first.url);
    theirs = openPostgres(withSearchPath(first.url, 'message_store'), { poolMax: 1 });
    store = await openPostgresStore({ url: second.url, poolMax: 6, log });
    await store.namespaces.create(namespaceOf(namespace));
    stored = await namespaceIn(store, namespace);
    ours = openPostgres(withSearchPath(second.url, stored.incarnation), { poolMax: 1 });
  });
  beforeEach(async () => {
    await theirs.exec('TRUNCATE messages RESTART IDENTITY; SET message_store.sql_condition = off');
    await ours.exec('TRUNCATE messages; SET message_store.sql_condition = off');
  });
  afterAll(async () => {
    await Promise.all([theirs.close(), ours.close(), store.close()]);
    for (const database of databases) await database.drop();
  });

  /** What a call gives, or the sentence it fails with. */
  const answer = async (postgres: Postgres, call: string): Promise<unknown> => {
    try {
      const rows = await postgres.rows(`SELECT * FROM ${call}`);
      return rows.map(({ time: _, ...row }) => row);
    } catch (error) {
      return { error: (error as Error).message };
    }
  };
  const compare = async (...calls: readonly string[]): Promise<void> => {
    for (const call of calls) {
      expect([call, await answer(ours, call)]).toEqual([call, await answer(theirs, call)]);
    }
  };

  let written = 0;
  const writing = (stream: string, rest = `'{"a": 1}'`): string => {
    written += 1;
    const id = `00000000-0000-4000-8000-${String(written).padStart(12, '0')}`;
    return `write_message('${id}', ${stream}, 'Type', ${rest})`;
  };

  it('take names apart alike', async () => {
    const names = ['account', 'account-123', 'account-123+456', 'account-123+', 'account-+5'];
    names.push(
      'account-',
      'user-profile-456',
      '-123',
      'account+x',
      'account:command-1',
      '',
      '世界-é+x',
    );
    for (const name of [...names.map((text) => `'${text}'`), 'NULL']) {
      await compare(
        ...['category', 'id', 'cardinal_id', 'is_category', 'hash_64', 'stream_version'].map(
          (each) => `${each}(${name})`,
        ),
      );
    }
    await compare('message_store_version()');
  });

  it('write alike, at the version that is expected', async () => {
    await compare(
      writing(`'a-1'`),
      writing(`'a-1'`, `'{"b": [1, null]}', '{"correlationStreamName": "flow-1"}'`),
      writing(`'a-1'`, `'{}', NULL, 1`),
      writing(`'a-1'`, `'{}', NULL, 1`),
      writing(`'a-1'`, `'{}', NULL, -1`),
      writing(`'b-1'`, `'{}', NULL, -1`),
      writing(`'c-1'`, `'{}', NULL, 0`),
      writing(`'category'`),
      writing(`'d-1'`, 'NULL'),
      writing(`'d-1'`, `'null', 'null'`),
      writing('NULL'),
      `get_stream_messages('d-1')`,
      `stream_version('a-1')`,
      `stream_version('none-1')`,
      `get_last_stream_message('a-1')`,
      `get_last_stream_message('a-1', 'Type')`,
      `get_last_stream_message('a-1', 'Other')`,
      `get_last_stream_message('none-1')`,
      `get_stream_messages('a-1')`,
      `get_category_messages('a')`,
    );
  });

  it('refuse alike', async () => {
    await compare(
      `write_message('no uuid', 'a-1', 'Type', '{}')`,
      `get_stream_messages('a')`,
      `get_stream_messages(NULL)`,
      `get_stream_messages('a-1', batch_size => -2)`,
      `get_category_messages('a-1')`,
      `get_category_messages(NULL)`,
      `get_category_messages('a', correlation => 'x-1')`,
      `get_category_messages('a', consumer_group_member => 0)`,
      `get_category_messages('a', consumer_group_size => 2)`,
      `get_category_messages('a', consumer_group_member => 0, consumer_group_size => 0)`,
      `get_category_messages('a', consumer_group_member => -1, consumer_group_size => 2)`,
      `get_category_messages('a', consumer_group_member => 2, consumer_group_size => 2)`,
      `get_category_messages('a', consumer_group_member => 0, consumer_group_size => 40000)`,
      `get_stream_messages('a-1', condition => 'true')`,
      `get_category_messages('a', condition => 'true')`,
    );
  });

  it('refuse in ours what could not be exported and imported, and say what is wrong', async () => {
    const long = `repeat('x', 1025)`;
    const calls = [
      [writing(`''`), 'Stream name must not be empty'],
      [writing(long), 'Stream name must not be longer than 1024 bytes'],
      [writing(`repeat('ä', 513)`), 'Stream name must not be longer than 1024 bytes'],
      [`write_message('x', 'a-1', '', '{}')`, 'Message type must not be empty'],
      [
        `write_message('x', 'a-1', ${long}, '{}')`,
        'Message type must not be longer than 1024 bytes',
      ],
      [writing(`'a-1'`, `'[]'`), 'Message data must be an object'],
      [writing(`'a-1'`, `'7'`), 'Message data must be an object'],
      [writing(`'a-1'`, `'{}', '"x"'`), 'Message metadata must be an object'],
    ] as const;
    for (const [call, error] of calls) expect(await answer(ours, call)).toEqual({ error });
    expect(await answer(ours, `get_category_messages('a')`)).toEqual([]);
    expect(await answer(ours, writing(`repeat('x', 1024)`))).toEqual([{ write_message: 0n }]);
  });

  it('take a correlation that is too long to look for, as our own writers do', async () => {
    const metadata = `jsonb_build_object('correlationStreamName', repeat(md5('x'), 200))`;
    expect(await answer(ours, writing(`'a-1'`, `'{}', ${metadata}`))).toEqual([
      { write_message: 0n },
    ]);
    expect(await ours.value('SELECT correlation FROM messages')).toBeNull();
  });

  it('read alike: places, sizes, correlation, groups', async () => {
    for (let at = 0; at < 60; at += 1) {
      const flow = [
        'null',
        `'{"correlationStreamName": "flow-${at}"}'`,
        `'{"correlationStreamName": "x"}'`,
      ];
      await compare(writing(`'a-${at % 9}+${at % 2}'`, `'{"n": ${at}}', ${flow[at % 3]}`));
    }
    await compare(
      `get_stream_messages('a-1+1')`,
      `get_stream_messages('a-1+1', 2)`,
      `get_stream_messages('a-1+1', NULL, NULL)`,
      `get_stream_messages('a-1+1', 1, 1)`,
      `get_stream_messages('a-1+1', 1, -1)`,
      `get_stream_messages('a-1+1', -5, 0)`,
      `get_category_messages('a')`,
      `get_category_messages('a', 30)`,
      `get_category_messages('a', 30, 5)`,
      `get_category_messages('a', 0, -1)`,
      `get_category_messages('a', NULL, NULL)`,
      `get_category_messages('a', correlation => 'flow')`,
      `get_category_messages('a', 20, 3, correlation => 'flow')`,
      `get_category_messages('a', correlation => 'x')`,
      `get_category_messages('a', correlation => 'none')`,
      ...[0, 1, 2].map(
        (member) =>
          `get_category_messages('a', consumer_group_member => ${member}, consumer_group_size => 3)`,
      ),
      `get_category_messages('a', 5, 4, 'flow', 1, 2)`,
    );
  });

  it('take conditions in SQL alike, when that is activated', async () => {
    for (let at = 0; at < 10; at += 1) await compare(writing(`'a-${at % 2}'`, `'{"n": ${at}}'`));
    for (const postgres of [ours, theirs])
      await postgres.exec(`SET message_store.sql_condition = on`);
    const conditions = [
      `messages.global_position > 4`,
      `position = 1 OR position = 2`,
      `data->>''n'' = ''3''`,
      `data @> ''{"n": 3}''`,
      `type = ''Type''`,
      `metadata IS NULL AND stream_name LIKE ''%-1''`,
      `false`,
      `no_such_column`,
    ];
    for (const condition of conditions) {
      await compare(
        `get_stream_messages('a-1', condition => '${condition}')`,
        `get_category_messages('a', condition => '${condition}')`,
        `get_category_messages('a', 2, 2, NULL, 0, 2, '${condition}')`,
      );
    }
  });

  it('answer any sequence of calls alike', async () => {
    const stream = fc.constantFrom(`'a-1'`, `'a-2+1'`, `'a-2+2'`, `'b-1'`, `'a'`);
    const small = fc.constantFrom('NULL', '-1', '0', '1', '2', '3');
    const call = fc.oneof(
      fc.tuple(stream, small).map(
        ([name, version]) =>
          (): string =>
            writing(name, `'{}', '{"correlationStreamName": "b-1"}', ${version}`),
      ),
      fc.tuple(stream, small, small).map(
        ([name, from, size]) =>
          (): string =>
            `get_stream_messages(${name}, ${from}, ${size})`,
      ),
      fc.tuple(fc.constantFrom(`'a'`, `'b'`, `''`), small, small, small, small).map(
        ([name, from, size, member, of]) =>
          (): string =>
            `get_category_messages(${name}, ${from}, ${size}, 'b', ${member}, ${of})`,
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 5, maxLength: 25 }), async (calls) => {
        for (const each of calls) await compare(each());
      }),
      { numRuns: 25 },
    );
  });

  describe('beside our own writers', () => {
    it('number messages so that no reader misses one', async () => {
      const messages = stored.log;
      const sessions = openPostgres(withSearchPath(databases[1]?.url ?? '', stored.incarnation), {
        poolMax: 8,
      });
      let isWriting = true;
      const writers = Array.from({ length: 8 }, async (_, writer) => {
        for (let round = 0; round < 20; round += 1) {
          if (writer % 2 === 0) await sessions.query(`SELECT ${writing(`'a-${writer % 3}'`)}`);
          else await messages.append([write(`a-${writer % 3}`), write('b-1')]);
        }
      });
      const done = Promise.all(writers).finally(() => {
        isWriting = false;
      });
      const seen: number[] = [];
      for (let isLast = false; !isLast;) {
        isLast = !isWriting;
        const rows = await readAll(
          (from, limit) =>
            messages.readCategory({
              category: '',
              from,
              limit,
              correlation: undefined,
              consumerGroup: undefined,
            }),
          (seen.at(-1) ?? 0) + 1,
        );
        seen.push(...rows.map((row) => Number(row[4])));
      }
      await done;
      expect(seen).toEqual(Array.from({ length: 4 * 20 + 4 * 20 * 2 }, (_, at) => at + 1));
      await sessions.close();
    });

    it('are read by our own API, with correlation and groups', async () => {
      await ours.query(
        `SELECT ${writing(`'a-789'`, `'{"b": 1}', '{"correlationStreamName": "flow-1"}'`)}`,
      );
      await ours.query(`SELECT ${writing(`'a-123'`)}`);
      const messages = stored.log;
      const names = async (filter: { correlation?: string; member?: number }) =>
        (
          await readAll(
            (from, limit) =>
              messages.readCategory({
                category: 'a',
                from,
                limit,
                correlation: filter.correlation,
                consumerGroup:
                  filter.member === undefined ? undefined : { member: filter.member, size: 2 },
              }),
            1,
          )
        ).map((row) => [row[1], row[5]]);
      expect(await names({ correlation: 'flow' })).toEqual([['a-789', { b: 1 }]]);
      expect(await names({ member: 0 })).toEqual([['a-789', { b: 1 }]]);
      expect(await names({ member: 1 })).toEqual([['a-123', { a: 1 }]]);
    });
  });
});
