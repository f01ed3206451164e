import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { parseSnowflakeDsn } from '../../../src/connectors/snowflake/parse-dsn.ts';
import type {
  Connection,
  ConnectionOptions,
  ExecuteOptions,
  SnowflakeSdk,
  Statement,
} from '../../../src/connectors/snowflake/sdk.ts';
import { openSnowflake } from '../../../src/connectors/snowflake/snowflake.ts';
import { serviceOf } from '../golden/services.ts';

const { pool } = serviceOf('snowflake', '');
const address = parseSnowflakeDsn('anna:pw@org-acc/SHOP/%22Mixed%22?warehouse=W', false);

/** The driver's callbacks over answers by the first word of a statement. */
const driver = (
  answers: Readonly<
    Record<string, (options: ExecuteOptions) => Partial<Statement> | Error | undefined>
  > = {},
) => {
  const seen: { options: ConnectionOptions[]; executed: ExecuteOptions[]; cancelled: number } = {
    options: [],
    executed: [],
    cancelled: 0,
  };
  const connection: Connection = {
    connect: (done) => done(undefined),
    destroy: (done) => done(undefined),
    isUp: () => true,
    execute: (options) => {
      seen.executed.push(options);
      let finish = (_: Error): void => undefined;
      const statement: Statement = {
        getColumns: () => [{ getName: () => 'N', getType: () => 'FIXED', getScale: () => 0 }],
        getNumUpdatedRows: () => -1,
        streamRows: () => Readable.from([['{"ID":1}'], ['{"ID":2}']]),
        cancel: (done) => {
          seen.cancelled += 1;
          finish(Object.assign(new Error('SQL execution canceled'), { code: '000604' }));
          done(undefined);
        },
      };
      finish = (error) => options.complete(error, statement, undefined);
      const answer = answers[options.sqlText.split(' ', 1)[0] ?? ''];
      const given = answer === undefined ? {} : answer(options);
      if (given instanceof Error) options.complete(given, statement, undefined);
      else if (given !== undefined)
        options.complete(undefined, { ...statement, ...given }, [['1']]);
      return statement;
    },
  };
  const sdk: SnowflakeSdk = {
    configure: () => undefined,
    createConnection: (options) => {
      seen.options.push(options);
      return connection;
    },
  };
  return { sdk, seen };
};

const texts = (executed: readonly ExecuteOptions[]): readonly string[] =>
  executed.map(({ sqlText }) => sqlText);

describe('A connection to Snowflake', () => {
  it('is opened with what the DSN says, in UTC, in the schema of the exact name', async () => {
    const { sdk, seen } = driver();
    const snowflake = openSnowflake(sdk, address, undefined, pool);
    expect(await snowflake.run({ sql: 'SELECT 1', params: [1n, true, null] })).toEqual({
      columns: [{ name: 'N', type: 'fixed', scale: 0 }],
      rows: [['1']],
      affected: 0,
    });
    expect(seen.options[0]).toMatchObject({
      account: 'org-acc',
      username: 'anna',
      password: 'pw',
      database: 'SHOP',
      warehouse: 'W',
    });
    expect(texts(seen.executed)[0]).toContain("TIMEZONE = 'UTC'");
    expect(texts(seen.executed)[1]).toBe('USE SCHEMA "Mixed"');
    expect(seen.executed[2]).toMatchObject({
      binds: ['1', true, null],
      parameters: { MULTI_STATEMENT_COUNT: 1 },
    });
    await snowflake.close();
  });

  it('signs in with a key or a token where there is no password', async () => {
    const key = driver();
    const byKey = parseSnowflakeDsn('anna@org-acc/SHOP', true);
    await openSnowflake(key.sdk, byKey, 'PEM', pool).run({ sql: 'SELECT 1', params: [] });
    expect(key.seen.options[0]).toMatchObject({
      authenticator: 'SNOWFLAKE_JWT',
      privateKey: 'PEM',
    });
    expect(key.seen.options[0]).not.toHaveProperty('password');
    const token = driver();
    const byToken = parseSnowflakeDsn('anna@org-acc/SHOP?token=t', false);
    await openSnowflake(token.sdk, byToken, undefined, pool).run({ sql: 'SELECT 1', params: [] });
    expect(token.seen.options[0]).toMatchObject({ authenticator: 'OAUTH', token: 't' });
  });

  it('cancels a statement on the server when its time is up', async () => {
    const { sdk, seen } = driver({ SELECT: () => undefined });
    const snowflake = openSnowflake(sdk, address, undefined, pool);
    await expect(
      snowflake.run({ sql: 'SELECT 1', params: [] }, { timeoutMs: 5 }),
    ).rejects.toMatchObject({ code: 'timeout', cause: { code: '000604' } });
    expect(seen.cancelled).toBe(1);
  });

  it('commits what went well and rolls back what did not', async () => {
    const { sdk, seen } = driver({
      INSERT: () => Object.assign(new Error('x'), { code: '100072' }),
    });
    const snowflake = openSnowflake(sdk, address, undefined, pool);
    await snowflake.transaction((queries) => queries.run({ sql: 'SELECT 1', params: [] }));
    await expect(
      snowflake.transaction((queries) => queries.run({ sql: 'INSERT 1', params: [] })),
    ).rejects.toThrow('x');
    expect(texts(seen.executed).slice(2)).toEqual([
      'BEGIN',
      'SELECT 1',
      'COMMIT',
      'BEGIN',
      'INSERT 1',
      'ROLLBACK',
    ]);
  });

  it('streams rows, and stops when the reader leaves or the time is up', async () => {
    const endless = (): Readable => {
      let number = 0;
      return new Readable({
        objectMode: true,
        read() {
          setImmediate(() => this.push([`{"ID":${(number += 1)}}`]));
        },
      });
    };
    const short = openSnowflake(driver().sdk, address, undefined, pool);
    const chunks: (readonly string[])[] = [];
    for await (const chunk of short.stream({ sql: 'SELECT 1', params: [] }, {})) chunks.push(chunk);
    expect(chunks).toEqual([['{"ID":1}', '{"ID":2}']]);
    const long = openSnowflake(
      driver({ SELECT: () => ({ streamRows: endless }) }).sdk,
      address,
      undefined,
      pool,
    );
    for await (const chunk of long.stream({ sql: 'SELECT 1', params: [] }, {})) {
      expect(chunk).toHaveLength(500);
      break;
    }
    const all = async (): Promise<void> => {
      for await (const _ of long.stream({ sql: 'SELECT 1', params: [] }, { timeoutMs: 30 }));
    };
    await expect(all()).rejects.toMatchObject({ code: 'timeout' });
    await long.close();
  });
});
