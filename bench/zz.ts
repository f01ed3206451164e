import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { openPostgres } from '../data/postgres/dist/index.js';
import { createAtEnd } from '../services/estuary/dist/store/postgres/create-at-end.js';
import { migrations } from '../services/estuary/dist/store/postgres/schema.js';
import { startPostgres } from './support/postgres-server.ts';
import { withDirectory } from './support/with-directory.ts';
await withDirectory(async (dir, defer) => {
  const pg = await startPostgres(dir);
  defer(() => pg.stop());
  const url = await pg.createDatabase('ours', 'CREATE SCHEMA estuary');
  const db = openPostgres(url, { poolMax: 2, settings: { search_path: 'estuary' } });
  defer(() => db.close());
  for (const m of migrations) await db.exec(`SET search_path=estuary; ${m.sql}`);
  const fields = (i: number) => ({
    name: 'Widget',
    json: '{"name":"Widget","description":"A widget as good as any other"}',
  });
  for (const sync of ['on', 'off', 'on', 'off']) {
    await db.exec(`ALTER DATABASE ours SET synchronous_commit=${sync}`);
    const d2 = openPostgres(url, { poolMax: 1, settings: { search_path: 'estuary' } });
    for (const size of [1, 16, 32]) {
      const group = () =>
        Array.from({ length: size }, (_, i) => ({
          at: Date.now(),
          writes: [
            {
              kind: 'create' as const,
              collection: 'items',
              id: randomUUID(),
              fields: fields(i),
              owner: null,
            },
          ],
        }));
      for (let i = 0; i < 50; i++) await createAtEnd(d2, group(), 5000);
      const t = performance.now();
      const c = process.cpuUsage();
      const N = 200;
      for (let i = 0; i < N; i++) await createAtEnd(d2, group(), 5000);
      const u = process.cpuUsage(c);
      console.log(
        sync,
        size,
        ((performance.now() - t) / N).toFixed(3),
        'ms per group; node cpu',
        ((u.user + u.system) / N).toFixed(0),
        'us',
      );
    }
    await d2.close();
  }
});
