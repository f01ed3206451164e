import { parseEnv } from 'node:util';
import { estuarySettings } from '@aquifer/estuary';
import { readSettings } from '@aquifer/service';
import { describe, expect, it } from 'vitest';
import { envExampleOf } from '../support/env-example.ts';
import { deployText } from './support/deploy-file.ts';
import { knownVariables } from './support/known-variables.ts';

const production = estuarySettings('production');

describe('.env.example', () => {
  const text = deployText('.env.example');

  const { effective, shown } = envExampleOf('estuary', '.env.example');

  it('changes nothing when it is copied as it is', () => {
    expect(effective).toEqual([]);
  });

  it('has every variable, with the default of production', () => {
    const known = Object.values(production).map((setting) => setting.env);
    expect(Object.keys(shown).toSorted()).toEqual(known.toSorted());
    const { profile, ...rest } = readSettings(production, { env: shown });
    expect(profile).toBe('development');
    const { profile: _, ...defaults } = readSettings(production, {});
    expect(rest).toEqual(defaults);
  });

  it('says where profiles have other defaults', () => {
    expect(text).toContain(
      '# Default: 1000; staging and production: 100.\n#RATE_LIMIT_MAX_REQUESTS=100\n',
    );
    expect(text).toContain('# Default: memory; staging and production: sqlite.\n');
  });
});

describe('.env.production.example', () => {
  const text = deployText('.env.production.example');
  const env = parseEnv(text);

  it('is the block of the guide, value by value', () => {
    expect(env).toEqual({
      APP_PROFILE: 'production',
      PORT: '3000',
      RUST_LOG: 'estuary=info,tower_http=warn',
      DATABASE_TYPE: 'convex',
      CONVEX_DEPLOYMENT_URL: 'https://your-deployment.convex.cloud',
      SECURITY_STRICT_MODE: 'true',
      SECURITY_CSP: "default-src 'self'; script-src 'self'; style-src 'self'",
      RATE_LIMIT_ENABLED: 'true',
      RATE_LIMIT_MAX_REQUESTS: '100',
      RATE_LIMIT_WINDOW_SECONDS: '60',
      AUTH_ENABLED: 'true',
      AUTH_JWKS_URLS: 'https://your-auth-provider.com/.well-known/jwks.json',
      AUTH_AUDIENCE: 'https://api.yourdomain.com',
      AUTH_ISSUER: 'https://auth.yourdomain.com/',
      SHUTDOWN_TIMEOUT_SECONDS: '30',
    });
    expect(Object.keys(env).filter((name) => !knownVariables.has(name))).toEqual([]);
    expect(() => readSettings(production, { env })).not.toThrow();
  });
});
