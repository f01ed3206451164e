import type { Log } from '@aquifer/service';
import type { EstuarySettings } from '../settings.ts';
import { openConvexStore } from './convex/convex-store.ts';
import type { DocumentStore } from './document-store.ts';
import { openMemoryStore } from './memory/memory-store.ts';
import type { Retention } from './retention.ts';

export async function openStore(settings: EstuarySettings, log: Log): Promise<DocumentStore> {
  const retention: Retention = {
    changesMax: settings.changesRetention,
    ageMax: settings.changesRetentionSeconds * 1000,
  };
  if (settings.databaseType === 'convex') return openConvex(settings, retention, log);
  return openMemoryStore(retention);
}

function openConvex(settings: EstuarySettings, retention: Retention, log: Log): DocumentStore {
  const { convexDeploymentUrl, convexDeployKey, convexSharedSecret } = settings;
  if (convexDeploymentUrl === undefined) throw new Error('checked together: convex has a URL');
  const access = {
    url: convexDeploymentUrl,
    deployKey: convexDeployKey,
    sharedSecret: convexSharedSecret,
  };
  return openConvexStore(access, retention, log);
}
