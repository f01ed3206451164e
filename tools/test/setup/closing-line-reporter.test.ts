import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const manifest = createRequire(import.meta.url).resolve('vitest/package.json');
const vitest = join(dirname(manifest), 'vitest.mjs');
const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));

/** Runs test files in a vitest of their own and gives the last line it wrote. */
function lastLine(...files: readonly string[]): string | undefined {
  const { stdout } = spawnSync(process.execPath, [vitest, 'run', '--root', fixtures, ...files], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return stdout.trimEnd().split('\n').at(-1);
}

describe('the closing line', () => {
  it('counts what passed, failed and was skipped', () => {
    expect(lastLine('mixed')).toBe('1 passed, 1 failed, 1 skipped');
  });

  it('counts a file that breaks before its first test as failed', () => {
    expect(lastLine('broken')).toBe('0 passed, 1 failed, 0 skipped');
  });
});
