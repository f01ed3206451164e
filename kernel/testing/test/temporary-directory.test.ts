import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';

describe('temporaryDirectory', () => {
  it('gives a new empty folder each time, in the folder of the run', () => {
    const [one, two] = [temporaryDirectory(), temporaryDirectory()];
    expect(one).not.toBe(two);
    expect(readdirSync(one)).toEqual([]);
    expect(dirname(one)).toBe(process.env['AQUIFER_TEST_RUN_DIRECTORY']);
  });

  it('is removed at exit when there is no run', () => {
    const script = `
      const { temporaryDirectory } = await import('../src/temporary-directory.ts');
      process.stdout.write(temporaryDirectory());
    `;
    const path = execFileSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script],
      {
        cwd: import.meta.dirname,
        env: { ...process.env, AQUIFER_TEST_RUN_DIRECTORY: undefined },
        encoding: 'utf8',
      },
    );
    expect(path).toMatch(/test-\w+$/);
    expect(existsSync(path)).toBe(false);
  });
});
