import type { SettingsTable } from '@aquifer/service';
import { profiles } from './choices.ts';
import type { Profile } from './choices.ts';
import type { EstuarySettings } from './estuary-settings.ts';
import { integerBetween, ipAddress, oneOf } from './setting-schemas.ts';

const group = 'Server';

type ServerKeys =
  | 'profile'
  | 'port'
  | 'host'
  | 'workers'
  | 'shutdownTimeoutSeconds'
  | 'shutdownDelaySeconds'
  | 'bodyLimitBytes';

/** Where it listens and how it stops (contract §2, §13, §18). */
export const serverSettings = (
  profile: Profile,
): Pick<SettingsTable<EstuarySettings>, ServerKeys> => ({
  profile: {
    env: 'APP_PROFILE',
    schema: oneOf(profiles),
    default: profile,
    help: 'Whose defaults are used: development, staging or production.',
    group,
  },
  port: {
    env: 'PORT',
    schema: integerBetween(1, 65_535),
    default: '3000',
    help: 'HTTP port.',
    group,
  },
  host: {
    env: 'HOST',
    schema: ipAddress,
    default: '0.0.0.0',
    help: 'Address to listen on.',
    group,
  },
  workers: {
    env: 'TOKIO_WORKER_THREADS',
    aliases: ['ESTUARY_WORKERS'],
    schema: integerBetween(1, 1_024),
    default: '1',
    help: 'Worker threads asked for. One does the work of HTTP, so that limits and metrics are exact; more is accepted and said in the log.',
    group,
  },
  shutdownTimeoutSeconds: {
    env: 'SHUTDOWN_TIMEOUT_SECONDS',
    schema: integerBetween(1, 300),
    default: '30',
    help: 'Time for requests in flight when the server is told to stop.',
    group,
  },
  shutdownDelaySeconds: {
    env: 'SHUTDOWN_DELAY_SECONDS',
    schema: integerBetween(0, 300),
    default: '0',
    help: 'Time in which requests are still accepted though /health/ready says 503, for load balancers.',
    group,
  },
  bodyLimitBytes: {
    env: 'BODY_LIMIT_BYTES',
    schema: integerBetween(1_024, 104_857_600),
    default: '2097152',
    help: 'Largest request body.',
    group,
  },
});
