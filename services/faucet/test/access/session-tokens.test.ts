import { createLog } from '@aquifer/service';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { documentedDefaultSecret, resolveSessionSecret } from '../../src/access/session-tokens.ts';
import { openAccess } from './open-access.ts';
import type { OpenAccess } from './open-access.ts';

let access: OpenAccess;

beforeEach(async () => {
  access = await openAccess();
});

afterEach(() => access.close());

function recordingLog() {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { log: createLog({ level: 'info', format: 'json', destination }), lines };
}

describe('resolveSessionSecret', () => {
  it('generates a secret once, stores it and never logs it', async () => {
    const { log, lines } = recordingLog();
    const secret = await resolveSessionSecret(access.store, undefined, log);
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(await resolveSessionSecret(access.store, '', log)).toBe(secret);
    expect(await access.store.settings.get('auth.jwt_secret')).toBe(secret);
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toContain(secret);
  });

  it('prefers the configured one and does not store it', async () => {
    const { log } = recordingLog();
    expect(await resolveSessionSecret(access.store, 'configured', log)).toBe('configured');
    expect(await access.store.settings.get('auth.jwt_secret')).toBeUndefined();
  });

  it('does not sign with the secret that is printed in the guide, and says so', async () => {
    const { log, lines } = recordingLog();
    const secret = await resolveSessionSecret(access.store, documentedDefaultSecret, log);
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(lines.join()).toContain('documented default');
    expect(lines.join().toLowerCase()).toContain('warn');
  });

  it('warns of a secret as short as those in the examples of the guide', async () => {
    const { log, lines } = recordingLog();
    await resolveSessionSecret(access.store, 'your-production-jwt-secret-here', log);
    expect(lines.join()).toContain('easily guessed');
    expect(lines.join()).not.toContain('your-production');
    await resolveSessionSecret(access.store, 'x'.repeat(32), log);
    expect(lines).toHaveLength(1);
  });
});
