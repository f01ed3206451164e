import { openPostgres } from '@aquifer/postgres';
import type { Postgres } from '@aquifer/postgres';
import { createLog } from '@aquifer/service';
import { describeWith } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { readConfiguration } from '../../src/configuration/read-configuration.ts';
import { estuaryOfTest } from '../support/running-estuary.ts';
import type { RunningEstuary } from '../support/running-estuary.ts';

/** A limited path that asks the database for nothing else. */
const PATH = '/openapi.json';

await describeWith('postgres', 'the rate limit of two instances (contract B2)', (server) => {
  let database: TestDatabase | undefined;
  const lines: { readonly level: string; readonly msg: string }[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const log = createLog({ level: 'info', format: 'json', destination });

  beforeEach(async () => {
    lines.length = 0;
    database = await server.createDatabase();
  });
  afterEach(() => database?.drop());

  const open = (maxRequests: number): Promise<RunningEstuary[]> =>
    Promise.all(
      Array.from({ length: 2 }, () =>
        estuaryOfTest(
          {
            DATABASE_TYPE: 'postgres',
            DATABASE_URL: database?.url ?? '',
            DATABASE_POOL: '2',
            RATE_LIMIT_STORE: 'database',
            RATE_LIMIT_MAX_REQUESTS: String(maxRequests),
          },
          log,
        ),
      ),
    );

  it('lets exactly as many through as one would, at once and one after the other', async () => {
    const instances = await open(100);
    const ask = async (n: number) => (await instances[n % 2]!.request(PATH)).status;
    const statuses = await Promise.all(Array.from({ length: 90 }, (_, n) => ask(n)));
    for (let n = 0; n < 40; n += 1) statuses.push(await ask(n));
    expect(statuses.filter((status) => status === 200)).toHaveLength(100);
    const refused = await instances[0]!.request(PATH);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    const other = { headers: { 'x-forwarded-for': '198.51.100.7' } };
    expect((await instances[1]!.request(PATH, other)).status).toBe(200);
  });

  it('is the one of each instance while the database is away, which is said once', async () => {
    const [instance] = await open(5);
    const admin = openPostgres(server.url, { poolMax: 1 });
    onTestFinished(() => admin.close());
    await allowConnections(admin, false);
    const statuses: number[] = [];
    for (let n = 0; n < 7; n += 1) statuses.push((await instance!.request(PATH)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
    const told = lines.filter(({ msg }) => msg.startsWith('requests are counted'));
    expect(told).toMatchObject([{ msg: 'requests are counted by this instance alone for now' }]);
    await allowConnections(admin, true);
  });

  it('counts its connections with those of the database', async () => {
    const [instance] = await open(5);
    const connections = async (): Promise<number> => {
      const { text } = await instance!.request('/metrics');
      return Number(/^database_connections_active (\d+)$/m.exec(text)?.[1]);
    };
    const before = await connections();
    await instance!.request(PATH);
    expect(await connections()).toBeGreaterThan(before);
  });

  async function allowConnections(admin: Postgres, areAllowed: boolean): Promise<void> {
    const name = new URL(database?.url ?? '').pathname.slice(1);
    await admin.exec(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS ${areAllowed}`);
    const sql = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1';
    if (!areAllowed) await admin.query(sql, [name]);
  }
});

it.each(['memory', 'sqlite', 'convex'])('is not shared over %s', (type) => {
  const configuration = readConfiguration({ DATABASE_TYPE: type, RATE_LIMIT_STORE: 'database' });
  expect(configuration).toMatchObject({
    kind: 'bad',
    problems: expect.arrayContaining([
      'RATE_LIMIT_STORE can be database only when DATABASE_TYPE is postgres',
    ]) as unknown,
  });
});
