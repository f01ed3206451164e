import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { temporaryDirectory } from '@aquifer/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findProgram } from '../src/find-program.ts';

describe('findProgram', () => {
  let folders: [string, string];
  beforeEach(() => {
    folders = [temporaryDirectory(), temporaryDirectory()];
    vi.stubEnv('PATH', folders.join(delimiter));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('finds the first executable of that name on the path', () => {
    writeFileSync(join(folders[0], 'tool'), '');
    chmodSync(join(folders[0], 'tool'), 0o644);
    writeFileSync(join(folders[1], 'tool'), '', { mode: 0o755 });
    // Root may do anything but execute what nobody may execute.
    expect(findProgram('tool')).toBe(join(folders[1], 'tool'));
  });

  it('is undefined for a program that is not installed', () => {
    expect(findProgram('no-such-tool')).toBeUndefined();
  });
});
