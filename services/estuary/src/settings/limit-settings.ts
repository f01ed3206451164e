import { booleanText } from '@aquifer/service';
import type { SettingsTable } from '@aquifer/service';
import type { EstuarySettings } from './estuary-settings.ts';
import { integerBetween, oneOf } from './setting-schemas.ts';

const group = 'Limits';

type LimitKeys =
  | 'rateLimitEnabled'
  | 'rateLimitMaxRequests'
  | 'rateLimitWindowSeconds'
  | 'rateLimitKey'
  | 'rateLimitStore'
  | 'sseMaxConnections';

/** How much one client may ask for (contract §10, B2, B6, B9). */
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
  rateLimitKey: {
    env: 'RATE_LIMIT_KEY',
    schema: oneOf(['ip', 'subject']),
    default: 'ip',
    help: 'What makes a client: its address, or the subject of its token where it has one.',
    group,
  },
  rateLimitStore: {
    env: 'RATE_LIMIT_STORE',
    schema: oneOf(['memory', 'database']),
    default: 'memory',
    help: 'Where requests are counted: in each instance, or together in PostgreSQL.',
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
