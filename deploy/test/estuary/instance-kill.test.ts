import { setTimeout as sleep } from 'node:timers/promises';
import { crashablePostgres, describeWith, freePort, temporaryDirectory } from '@aquifer/testing';
import type { CrashablePostgres } from '@aquifer/testing';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { withReplaced } from '../support/deploy-file.ts';
import { stopServer } from '../support/program.ts';
import { bodyOf } from '../support/proxied.ts';
import { startNginx } from '../support/start-nginx.ts';
import type { RunningNginx } from '../support/start-nginx.ts';
import { askNginx } from './support/ask-nginx.ts';
import { deployText } from './support/deploy-file.ts';
import { startItemLoad } from './support/item-load.ts';
import type { FailedRequest, ItemLoad } from './support/item-load.ts';
import { startEstuary } from './support/start-estuary.ts';
import type { StartedEstuary } from './support/start-estuary.ts';

const CLIENTS = 16;
const SOME = 10 * CLIENTS;
const MINUTE = 60_000;

/** What nginx asks nobody else for when it has sent it: it may have been done, and must not be twice. */
const isUnsafe = ({ method, isKeyed }: FailedRequest): boolean => method === 'POST' && !isKeyed;

await describeWith('nginx', 'three Estuaries behind nginx.conf, over one PostgreSQL', (nginx) => {
  const instances: StartedEstuary[] = [];
  let postgres: CrashablePostgres | undefined;
  let proxy: RunningNginx | undefined;
  let port = 0;
  let site = '';

  const start = async (own?: number): Promise<StartedEstuary> => {
    const env = {
      APP_PROFILE: 'production',
      HOST: '127.0.0.1',
      DATABASE_TYPE: 'postgres',
      DATABASE_URL: postgres?.url ?? '',
      RATE_LIMIT_ENABLED: 'false',
    };
    return startEstuary(['estuary'], env, { port: own ?? (await freePort()) });
  };
  beforeAll(async () => {
    postgres = await crashablePostgres();
    for (let index = 0; index < 3; index += 1) instances.push(await start());
    port = await freePort();
    site = withReplaced(deployText('nginx.conf'), [
      ...instances.map(
        (one, index) => [`estuary${index + 1}:3000`, `127.0.0.1:${one.port}`] as const,
      ),
      ['listen 80;', `listen 127.0.0.1:${port};`],
    ]);
    proxy = await startNginx(nginx, site, { folder: temporaryDirectory(), port });
  }, 2 * MINUTE);
  afterAll(async () => {
    await proxy?.stop();
    for (const { server } of instances) server.child.kill('SIGKILL');
    await Promise.all(instances.map(({ server }) => server.ended));
    await postgres?.stop();
  });

  const underLoad = async (): Promise<ItemLoad> => {
    const load = startItemLoad(port, CLIENTS);
    onTestFinished(() => load.stop());
    await load.answered(SOME);
    return load;
  };
  /** In the place of one that has ended. Resolves when it is ready. */
  const startAgain = async (index: number): Promise<StartedEstuary> => {
    const again = await start(instances[index]?.port);
    instances[index] = again;
    await expect.poll(async () => (await fetch(`${again.url}/health/ready`)).status).toBe(200);
    return again;
  };
  /** Resolves when it has requests from nginx again, which must not fail meanwhile. */
  const untilAsked = async ({ server }: StartedEstuary): Promise<void> => {
    while (!server.output.stdout.includes('"endpoint":"/api/v1/items"')) {
      expect((await askNginx(port, '/api/v1/items?limit=1')).statusCode).toBe(200);
      await sleep(50);
    }
  };
  /** Resolves when it has none any more, while others have. */
  const untilUnasked = async ({ server }: StartedEstuary, load: ItemLoad): Promise<void> => {
    for (let before = ''; before !== server.output.stdout;) {
      before = server.output.stdout;
      await load.answered(SOME);
    }
  };
  const withoutOne = ({ port: own }: StartedEstuary): string => {
    const line = `server 127.0.0.1:${own} max_fails=3 fail_timeout=30s`;
    return withReplaced(site, [[line, `${line} down`]]);
  };
  const namesThere = async (): Promise<readonly string[]> => {
    const names: string[] = [];
    for (let path: string | undefined = '/api/v1/items?cursor=&limit=100'; path !== undefined;) {
      const answer = await askNginx(port, path);
      const page = JSON.parse(await bodyOf(answer)) as { items: readonly { name: string }[] };
      names.push(...page.items.map(({ name }) => name));
      path = /^<(.+)>; rel="next"$/.exec(String(answer.headers.link))?.[1];
    }
    return names;
  };
  /** What was answered is there, and nothing is there twice. */
  const checkItems = async (names: readonly string[]): Promise<void> => {
    const there = await namesThere();
    expect(new Set(there).size).toBe(there.length);
    expect(names.filter((name) => !there.includes(name))).toEqual([]);
  };

  it(
    'fail no request while each is taken out, stopped, replaced and put back',
    async () => {
      const load = await underLoad();
      for (const [index, instance] of [...instances].entries()) {
        proxy?.reload(withoutOne(instance));
        await untilUnasked(instance, load);
        expect(await stopServer(instance.server)).toBe(0);
        await load.answered(SOME);
        const again = await startAgain(index);
        proxy?.reload(site);
        await untilAsked(again);
      }
      await load.stop();
      expect(load.failed).toEqual([]);
      await checkItems(load.names);
    },
    5 * MINUTE,
  );

  it.each([
    ['stopped', 'SIGTERM', 0],
    ['killed', 'SIGKILL', 'SIGKILL'],
  ] as const)(
    'fail no request when one of them is %s, but a POST without a key that was on its way',
    async (_, signal, end) => {
      const load = await underLoad();
      const { server } = instances[1]!;
      server.child.kill(signal);
      expect(await server.ended).toBe(end);
      load.during = 'its absence';
      await load.answered(10 * SOME);
      await load.stop();
      const mayFail = (one: FailedRequest): boolean =>
        isUnsafe(one) && one.during !== 'its absence';
      expect(load.failed.filter((one) => !mayFail(one))).toEqual([]);
      await checkItems(load.names);

      const again = await startAgain(1);
      // By itself nginx asks it again after the time that its file says.
      if (signal === 'SIGTERM') proxy?.reload(site);
      await untilAsked(again);
      const more = await underLoad();
      await more.stop();
      expect(more.failed).toEqual([]);
    },
    5 * MINUTE,
  );
});
