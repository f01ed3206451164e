import { createLog } from '@aquifer/service';
import * as changes from '../../../../deploy/estuary/convex/changes.ts';
import * as documents from '../../../../deploy/estuary/convex/documents.ts';
import * as items from '../../../../deploy/estuary/convex/items.ts';
import { openConvexStore } from '../../src/store/convex/convex-store.ts';
import type { DocumentStore } from '../../src/store/document-store.ts';
import type { Retention } from '../../src/store/retention.ts';
import { ConvexDeployment } from '../support/convex-deployment.ts';
import { KEEP_ALL } from './contract/keep-all.ts';
import { documentStoreContract } from './document-store.contract.ts';

const opened: (() => Promise<void>)[] = [];
let last: ConvexDeployment | undefined;

function openOn(deployment: ConvexDeployment, retention: Retention): DocumentStore {
  const store = openConvexStore({
    access: { url: 'https://happy-otter-123.convex.cloud', deployKey: 'prod:key' },
    retention,
    log: createLog({ level: 'silent', format: 'json' }),
    send: deployment.send,
    pollMs: 50,
  });
  opened.push(() => store.close());
  return store;
}

documentStoreContract({
  name: 'convex',
  async open(retention) {
    last = new ConvexDeployment({ items, documents, changes }, 'prod:key');
    return openOn(last, retention);
  },
  async openAgain() {
    if (last === undefined) throw new Error('nothing was opened');
    return openOn(last, KEEP_ALL);
  },
  async close() {
    for (const close of opened.splice(0).toReversed()) await close();
  },
});
