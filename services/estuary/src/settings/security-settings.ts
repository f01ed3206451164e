import { booleanText, textList } from '@aquifer/service';
import type { SettingsTable } from '@aquifer/service';
import { z } from 'zod';
import { DEFAULT_TRUSTED_PROXIES } from '../limits/address-ranges.ts';
import type { EstuarySettings } from './estuary-settings.ts';
import { originList, policy } from './setting-schemas.ts';

const group = 'Security';

type SecurityKeys =
  | 'securityStrictMode'
  | 'securityCsp'
  | 'corsAllowedOrigins'
  | 'trustedProxies'
  | 'metricsToken';

/** Headers, origins and proxies (contract §10.2, §11, §12). */
export const securitySettings = (defaults: {
  readonly strictMode: boolean;
}): Pick<SettingsTable<EstuarySettings>, SecurityKeys> => ({
  securityStrictMode: {
    env: 'SECURITY_STRICT_MODE',
    schema: booleanText,
    default: String(defaults.strictMode),
    help: 'Strict content security policy, HTTPS only (HSTS), and no foreign origins by default.',
    group,
  },
  securityCsp: {
    env: 'SECURITY_CSP',
    schema: policy.optional(),
    help: 'Replaces the content security policy.',
    group,
  },
  corsAllowedOrigins: {
    env: 'CORS_ALLOWED_ORIGINS',
    schema: originList.optional(),
    help: 'Origins of web pages that may call the API, or *. By default * without strict mode, and none with it.',
    group,
  },
  trustedProxies: {
    env: 'TRUSTED_PROXIES',
    schema: textList,
    default: DEFAULT_TRUSTED_PROXIES,
    help: 'Addresses and ranges of proxies whose X-Forwarded-For is believed, or none. By default loopback, private and link-local ones.',
    group,
  },
  metricsToken: {
    env: 'METRICS_TOKEN',
    schema: z.string().trim().optional(),
    secret: true,
    help: 'Bearer token that GET /metrics asks for. Open when absent.',
    group,
  },
});
