import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openConnector } from '../../src/connectors/open-connector.ts';
import { loadDriver } from '../../src/connectors/snowflake/snowflake.ts';
import { quiet, serviceOf } from './golden/services.ts';

/** The real drivers against addresses where no database is. */
describe('A database that is not there', () => {
  const unhandled: unknown[] = [];
  const collect = (reason: unknown): void => void unhandled.push(reason);
  beforeEach(() => void process.on('unhandledRejection', collect));
  afterEach(() => {
    process.off('unhandledRejection', collect);
    expect(unhandled.splice(0)).toEqual([]);
  });

  /** A port that was free a moment ago. */
  const closedPort = (): Promise<number> =>
    new Promise((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const address = server.address();
        const port = typeof address === 'object' && address !== null ? address.port : 0;
        server.close(() => resolve(port));
      });
    });

  it.each([
    [
      'mssql',
      (port: number) => `sqlserver://sa:secret@127.0.0.1:${port}?database=shop&encrypt=true`,
    ],
    ['oracle', (port: number) => `oracle://app:secret@127.0.0.1:${port}/FREEPDB1`],
  ] as const)('is unavailable: %s', async (driver, dsn) => {
    const opening = openConnector(serviceOf(driver, dsn(await closedPort())), quiet);
    const error = await opening.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({
      code: 'database_unavailable',
      message: 'Connection failed: the database cannot be reached',
    });
    await new Promise((resolve) => setImmediate(resolve));
  });

  it.each([
    ['mssql', (port: number) => `sqlserver://sa:secret@127.0.0.1:${port}?encrypt=false`],
    ['oracle', (port: number) => `oracle://app:secret@127.0.0.1:${port}/FREEPDB1`],
  ] as const)(
    'is unavailable where something else listens and hangs up: %s',
    async (driver, dsn) => {
      const server = createServer((socket) => socket.destroy());
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      try {
        await expect(openConnector(serviceOf(driver, dsn(port)), quiet)).rejects.toMatchObject({
          code: 'database_unavailable',
        });
      } finally {
        await new Promise((resolve) => server.close(resolve));
      }
    },
  );

  it.each(['mssql', 'oracle', 'snowflake'] as const)(
    'needs a DSN that can be read: %s',
    async (driver) => {
      await expect(openConnector(serviceOf(driver, 'nonsense'), quiet)).rejects.toMatchObject({
        code: 'invalid_parameter',
      });
    },
  );
});

describe('The driver of Snowflake, which is optional', () => {
  it('finds nobody at an address where no Snowflake is', async () => {
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const dsn = `anna:secret@127.0.0.1:${port}/SHOP?account=acc`;
    // In a process of its own: with the conditions of our test runner a part of the driver breaks.
    const script = `
      const { openConnector } = await import('./src/connectors/open-connector.ts');
      const service = ${JSON.stringify(serviceOf('snowflake', dsn))};
      const error = await openConnector(service, { log: console }).catch((reason) => reason);
      console.log('CODE', error.code);
      process.exit(0);`;
    try {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--import=tsx', '--conditions=aquifer-source', '--input-type=module', '--eval', script],
        { cwd: fileURLToPath(new URL('../..', import.meta.url)), timeout: 50_000 },
      );
      // Not installed is a state an operator may choose.
      expect(stdout).toMatch(/CODE (database_unavailable|invalid_input)/);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  }, 60_000);

  it('is asked for in words when it is not installed', async () => {
    const missing = Object.assign(new Error("Cannot find package 'snowflake-sdk'"), {
      code: 'ERR_MODULE_NOT_FOUND',
    });
    await expect(loadDriver(() => Promise.reject(missing))).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('npm install snowflake-sdk') as unknown,
    });
  });

  it('that is there but broken says so itself', async () => {
    const broken = Object.assign(new Error("Cannot find module '@smithy/core'"), {
      code: 'ERR_MODULE_NOT_FOUND',
    });
    await expect(loadDriver(() => Promise.reject(broken))).rejects.toBe(broken);
  });
});
