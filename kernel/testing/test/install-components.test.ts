import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';

/**
 * Runs the program where only a stand-in for apt-get is on the path. Redis, NATS and Caddy are then
 * missing; MariaDB, PgBouncer and nginx may be found among the system's daemons.
 */
function install(exitCode: number): string[] {
  const path = temporaryDirectory();
  const log = join(path, 'log');
  const script = `#!/bin/sh\necho "$DEBIAN_FRONTEND $*" >> ${log}\nexit ${exitCode}\n`;
  writeFileSync(join(path, 'apt-get'), script, { mode: 0o755 });
  execFileSync(
    process.execPath,
    ['--import', 'tsx', resolve(import.meta.dirname, '../src/install-components.ts')],
    { cwd: import.meta.dirname, env: { PATH: path }, stdio: 'ignore' },
  );
  return existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
}

describe('installComponents', () => {
  const mayInstall = process.getuid?.() === 0 && existsSync('/etc/debian_version');

  it('asks apt-get for what is missing, as root on Debian only, and for no more than that', () => {
    const calls = install(0);
    if (!mayInstall) {
      expect(calls).toEqual([]);
      return;
    }
    expect(calls).toHaveLength(2);
    expect(calls[0]).toBe('noninteractive -q -o DPkg::Lock::Timeout=120 update');
    expect(calls[1]).toMatch(
      /^noninteractive -q .* install -y --no-install-recommends .*redis-server.* caddy chromium wget openssl systemd prometheus shellcheck$/,
    );
  });

  it('lets the tests go on without when apt-get fails', () => {
    expect(install(100).length).toBeLessThanOrEqual(1);
  });
});
