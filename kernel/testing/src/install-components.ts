import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { components } from './components.ts';
import { findProgram } from './find-program.ts';

/** By Debian's policy this program decides whether a package may start its service. */
const policy = '/usr/sbin/policy-rc.d';

/**
 * Installs what the tests need and the machine lacks from Debian's packages: MariaDB, Redis, NATS,
 * PgBouncer, nginx, Caddy, and a few programs. Does nothing when not root or not on Debian. Services are installed but not started.
 * Throws when apt-get fails. Returns the names of the packages installed.
 */
export function installComponents(): string[] {
  const missing = Object.values(components)
    .filter(({ program }) => findProgram(program) === undefined)
    .map((component) => component.package);
  if (missing.length === 0 || !canInstall()) return [];
  console.log(`Installing for the tests: ${missing.join(', ')}`);
  withoutStartingServices(() => {
    aptGet('update');
    aptGet('install', '-y', '--no-install-recommends', ...missing);
  });
  return missing;
}

function canInstall(): boolean {
  return (
    process.getuid?.() === 0 &&
    existsSync('/etc/debian_version') &&
    findProgram('apt-get') !== undefined
  );
}

function aptGet(...args: string[]): void {
  execFileSync('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

/** Container images have such a policy already; elsewhere ours stands in while we install. */
function withoutStartingServices(install: () => void): void {
  if (existsSync(policy)) {
    install();
    return;
  }
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    install();
  } finally {
    rmSync(policy, { force: true });
  }
}

/** As a program it never fails: what stays missing is named as skipped at the end of the tests. */
function main(): void {
  try {
    installComponents();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(`Not everything could be installed, so some tests will be skipped: ${reason}`);
  }
}

if (process.argv[1] === import.meta.filename) main();
