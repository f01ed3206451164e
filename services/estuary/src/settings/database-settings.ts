import { booleanText } from '@aquifer/service';
import type { SettingsTable } from '@aquifer/service';
import { z } from 'zod';
import type { DatabaseType } from './choices.ts';
import type { EstuarySettings } from './estuary-settings.ts';
import { databaseType, httpUrl, integerBetween, oneOf } from './setting-schemas.ts';

const group = 'Database';
const optionalText = z.string().trim().optional();

type DatabaseKeys =
  | 'databaseType'
  | 'databaseUrl'
  | 'databasePool'
  | 'sqliteSynchronous'
  | 'changesRetention'
  | 'changesRetentionSeconds'
  | 'idempotencyTtlSeconds'
  | 'requireIfMatch'
  | ConvexKeys;

type ConvexKeys = 'convexDeploymentUrl' | 'convexDeployKey' | 'convexSharedSecret';

const convexSettings: Pick<SettingsTable<EstuarySettings>, ConvexKeys> = {
  convexDeploymentUrl: {
    env: 'CONVEX_DEPLOYMENT_URL',
    schema: httpUrl.optional(),
    secret: true,
    help: 'Convex deployment, such as https://happy-otter-123.convex.cloud.',
    group,
  },
  convexDeployKey: {
    env: 'CONVEX_DEPLOY_KEY',
    schema: optionalText,
    secret: true,
    help: 'Deploy key of Convex: functions are called as an admin, so that they can be internal.',
    group,
  },
  convexSharedSecret: {
    env: 'CONVEX_SHARED_SECRET',
    schema: optionalText,
    secret: true,
    help: 'Secret that our Convex functions ask for where there is no deploy key.',
    group,
  },
};

/** Where items are kept, and what is kept beside them (contract §19, B1–B6). */
export const databaseSettings = (
  byDefault: DatabaseType,
): Pick<SettingsTable<EstuarySettings>, DatabaseKeys> => ({
  databaseType: {
    env: 'DATABASE_TYPE',
    schema: databaseType,
    default: byDefault,
    help: 'Where items are kept: memory, sqlite, postgres or convex.',
    group,
  },
  databaseUrl: {
    env: 'DATABASE_URL',
    schema: optionalText,
    secret: true,
    help: 'file:./data/estuary.db (the default for sqlite), or postgres://user:password@host:5432/database.',
    group,
  },
  databasePool: {
    env: 'DATABASE_POOL',
    schema: integerBetween(2, 1_000),
    default: '10',
    help: 'Connections to PostgreSQL at most.',
    group,
  },
  sqliteSynchronous: {
    env: 'SQLITE_SYNCHRONOUS',
    schema: oneOf(['normal', 'full']),
    default: 'normal',
    help: 'full: an answered write survives a loss of power. normal: it survives the end of the process.',
    group,
  },
  changesRetention: {
    env: 'CHANGES_RETENTION',
    schema: integerBetween(1_000, 100_000_000),
    default: '1000000',
    help: 'Changes kept at most for subscribers that come back.',
    group,
  },
  changesRetentionSeconds: {
    env: 'CHANGES_RETENTION_SECONDS',
    schema: integerBetween(60, 31_536_000),
    default: '604800',
    help: 'How long changes are kept.',
    group,
  },
  idempotencyTtlSeconds: {
    env: 'IDEMPOTENCY_TTL_SECONDS',
    schema: integerBetween(1, 2_592_000),
    default: '86400',
    help: 'How long the answer to an Idempotency-Key is kept.',
    group,
  },
  requireIfMatch: {
    env: 'REQUIRE_IF_MATCH',
    schema: booleanText,
    default: 'false',
    help: 'Refuse updates and deletions without If-Match.',
    group,
  },
  ...convexSettings,
});
