import { booleanText } from '@aquifer/service';
import type { SettingsTable } from '@aquifer/service';
import type { EstuarySettings } from './estuary-settings.ts';
import { integerBetween, oneOf } from './setting-schemas.ts';

const group = 'Limits';

type LimitKeys =
  | 'rateLimitEnabled'
  | 'rateLimitMaxRequests'
  | 'rateLimitWindowSeconds'
  | 'rateLimitStore'
  | 'rateLimitKey'
  | 'sseMaxConnections';

/** How much one client may ask for (contract §10, B6). */
export const limitSettings = (
  maxRequests: string,
): Pick<SettingsTable<EstuarySettings>, LimitKeys> => ({
  rateLimitEnabled: {
    env: 'RATE_LIMIT_ENABLED',
    schema: booleanText,
    default: 'true',
    help: 'Whether requests of a client are limited.',
    group,
  },
  rateLimitMaxRequests: {
    env: 'RATE_LIMIT_MAX_REQUESTS',
    schema: integerBetween(1, 1_000_000_000),
    default: maxRequests,
    help: 'Requests of one client in a window.',
    group,
  },
  rateLimitWindowSeconds: {
    env: 'RATE_LIMIT_WINDOW_SECONDS',
    schema: integerBetween(1, 86_400),
    default: '60',
    help: 'Length of the window, which begins with the first request of a client.',
    group,
  },
  rateLimitStore: {
    env: 'RATE_LIMIT_STORE',
    schema: oneOf(['memory', 'database']),
    default: 'memory',
    help: 'memory: each instance counts by itself. database: all instances over one PostgreSQL count together.',
    group,
  },
  rateLimitKey: {
    env: 'RATE_LIMIT_KEY',
    schema: oneOf(['ip', 'subject']),
    default: 'ip',
    help: 'What tells clients apart: ip is their address. subject is the sub of their verified token, and the address of who has none.',
    group,
  },
  sseMaxConnections: {
    env: 'SSE_MAX_CONNECTIONS',
    schema: integerBetween(1, 1_000_000),
    default: '1000',
    help: 'Open change feeds at most.',
    group,
  },
});
