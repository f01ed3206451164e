import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { unrestricted } from '../../src/access/permission.ts';
import type { Connector } from '../../src/connectors/connector.ts';
import type { TableSchema } from '../../src/model/schema.ts';
import { getRecord } from '../../src/records/get-record.ts';
import type { IfMatch } from '../../src/records/if-match.ts';
import { insertRecords } from '../../src/records/insert-records.ts';
import { ReadCache } from '../../src/records/read-cache.ts';
import { deleteRecord, updateRecord } from '../../src/records/write-record.ts';
import type { WriteTarget } from '../../src/records/write-target.ts';
import { faultOf } from '../connectors/contract/builders.ts';
import { request, role } from './shop.ts';

const writers = 8;

/** What `If-Match` promises on every database that can lock a row. */
export const ifMatchContract = (open: () => Promise<Connector>): void => {
  let connector: Connector;
  let table: TableSchema;
  const cache = new ReadCache();
  const target = (permission = unrestricted): WriteTarget => ({
    connector,
    table,
    permission,
    recordsMax: 1000,
  });
  const tagOf = async (key: string, permission = unrestricted): Promise<string> => {
    const catalog = {
      schema: () => Promise.reject(new Error('unasked')),
      permission: () => permission,
    };
    const source = { connector, table, permission, catalog };
    return (await getRecord(cache, source, key, request())).etag;
  };
  const having = (...tags: readonly string[]): IfMatch => ({
    tags: new Set(tags),
    readPermission: unrestricted,
  });
  const there: IfMatch = { tags: 'any', readPermission: unrestricted };
  const update = (key: string, body: object, condition?: IfMatch) =>
    updateRecord(target(), key, body, condition);

  beforeEach(async () => {
    connector ??= await open();
    await connector.introspectTable('pages').then((old) => old && connector.dropTable(old));
    await connector.createTable({
      name: 'pages',
      columns: [
        column('id', 'int32', true),
        column('title', 'string'),
        column('price', 'float64'),
        column('doc', 'interface{}'),
        column('at', 'time.Time'),
      ],
      primaryKey: ['id'],
      foreignKeys: [],
    });
    const made = await connector.introspectTable('pages');
    if (made === undefined) throw new Error('no table');
    table = made;
    const doc = { deep: [1, 'two', null] };
    const first = { id: 1, title: 'Ünï "one"', price: 1.25, doc, at: '2024-02-11T08:00:00Z' };
    await insertRecords(target(), {
      body: [first, { id: 2, title: 'two' }],
      parameters: {},
      updatePermission: () => unrestricted,
    });
  });
  afterAll(() => connector.close());

  describe('a record with If-Match', () => {
    it('is written while it has the tag it was read with, and answers the next one', async () => {
      const { etag } = await update('1', { title: 'new' }, having(await tagOf('1')));
      expect(etag).toBe(await tagOf('1'));
      const next = await update('1', { price: 2 }, having('"other"', etag));
      expect(JSON.parse(next.json)).toMatchObject({ title: 'new', price: 2 });
      await deleteRecord(target(), '1', having(next.etag));
      expect(await connector.count(table, undefined)).toBe(1);
    });

    it('is left as it is when it has changed', async () => {
      const stale = await tagOf('1');
      const { etag } = await update('1', { title: 'changed' });
      await expect(update('1', { title: 'lost' }, having(stale))).rejects.toMatchObject({
        code: 'precondition_failed',
        status: 412,
      });
      expect(await faultOf(() => deleteRecord(target(), '1', having(stale)))).toBe(
        'precondition_failed',
      );
      expect(await faultOf(() => update('2', { title: 'lost' }, having(etag)))).toBe(
        'precondition_failed',
      );
      expect(await tagOf('1')).toBe(etag);
    });

    it('must be there, also with *', async () => {
      expect(JSON.parse((await update('1', { title: 'here' }, there)).json)).toMatchObject({
        id: 1,
      });
      for (const condition of [there, having(await tagOf('1'))]) {
        expect(await faultOf(() => update('9', { title: 'x' }, condition))).toBe(
          'precondition_failed',
        );
        expect(await faultOf(() => deleteRecord(target(), '9', condition))).toBe(
          'precondition_failed',
        );
      }
    });

    it('is written by exactly one of those who know the same tag', async () => {
      const condition = having(await tagOf('1'));
      const results = await Promise.allSettled(
        Array.from({ length: writers }, (_, index) =>
          update('1', { title: `writer ${index}` }, condition),
        ),
      );
      const won = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      expect(won).toHaveLength(1);
      expect(won[0]?.etag).toBe(await tagOf('1'));
      const codes = results.flatMap((one) =>
        one.status === 'rejected' ? [(one.reason as { code?: string }).code] : [],
      );
      expect(new Set(codes)).toEqual(new Set(['precondition_failed']));
    });

    it('is deleted or changed by exactly one of those who know the same tag', async () => {
      const condition = having(await tagOf('1'));
      const results = await Promise.allSettled(
        Array.from({ length: writers }, (_, index) =>
          index % 2 === 0
            ? deleteRecord(target(), '1', condition)
            : update('1', { title: `writer ${index}` }, condition),
        ),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('is known by what the role shows of it', async () => {
      const titles = role([], ['id', 'title']);
      const everything = having(await tagOf('1'));
      const shown = { tags: new Set([await tagOf('1', titles)]), readPermission: titles };
      await update('1', { price: 7 });
      expect(await faultOf(() => update('1', { title: 'x' }, everything))).toBe(
        'precondition_failed',
      );
      const answer = await updateRecord(target(), '1', { title: 'mine' }, shown);
      expect(JSON.parse(answer.json)).toMatchObject({ price: 7 });
      // The answer shows more than reading does; its tag holds too.
      const again = { tags: new Set([answer.etag]), readPermission: titles };
      expect((await updateRecord(target(), '1', { title: 'still' }, again)).json).toContain(
        'still',
      );
    });
  });
};

const column = (
  name: string,
  type: 'int32' | 'string' | 'float64' | 'interface{}' | 'time.Time',
  primaryKey = false,
) => ({
  name,
  type: { kind: 'portable', name: type } as const,
  nullable: !primaryKey,
  primaryKey,
  autoIncrement: false,
});
