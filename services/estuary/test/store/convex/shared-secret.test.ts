import { createLog } from '@aquifer/service';
import { expect, it, vi } from 'vitest';
import * as documents from '../../../../../deploy/estuary/convex/documents.ts';
import * as items from '../../../../../deploy/estuary/convex/items.ts';
import { openConvexStore } from '../../../src/store/convex/convex-store.ts';
import { ConvexDeployment } from '../../support/convex-deployment.ts';
import { create, transaction } from '../../support/writes.ts';
import { KEEP_ALL } from '../contract/keep-all.ts';

// As an operator without a deploy key sets it before deploying.
vi.mock('../../../../../deploy/estuary/convex/visibility.ts', () => ({ IS_PUBLIC: true }));

it('lets in who knows the secret of a deployment, and nobody where it has none', async () => {
  const deployment = new ConvexDeployment({ items, documents }, 'prod:key');
  await deployment.start();
  const log = createLog({ level: 'silent', format: 'json' });
  const ask = async (sharedSecret: string | undefined): Promise<unknown> => {
    const access = { url: deployment.url, sharedSecret };
    const store = openConvexStore({ access, retention: KEEP_ALL, log });
    await store.check();
    return store.write(transaction([create('items', String(Math.random()))]));
  };
  const refused = { code: 'store_failed' };
  try {
    await expect(ask('hush')).rejects.toMatchObject(refused);
    await expect(ask('')).rejects.toMatchObject(refused);
    vi.stubEnv('CONVEX_SHARED_SECRET', 'hush');
    expect(await ask('hush')).toMatchObject({ kind: 'done' });
    for (const wrong of ['husk', 'hushh', '', undefined]) {
      await expect(ask(wrong)).rejects.toMatchObject(refused);
    }
  } finally {
    vi.unstubAllEnvs();
    await deployment.stop();
  }
});
