import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { temporaryDirectory } from '@aquifer/testing';
import { withReplaced } from './deploy-file.ts';

/** The values of a key of a unit, in order; a unit may repeat it. */
export const unitValues = (unit: string, key: string): string[] =>
  [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value);

/** What systemd says about a unit that starts a program, which need not be there; nothing is good. */
export function unitComplaints(analyze: string, program: string, unit: string): string {
  const folder = temporaryDirectory();
  const name = basename(program);
  const standIn = join(folder, name);
  writeFileSync(standIn, '#!/bin/sh\n', { mode: 0o755 });
  const path = join(folder, `${name}.service`);
  writeFileSync(path, withReplaced(unit, [[program, standIn]]));
  const { stdout, stderr } = spawnSync(analyze, ['verify', path], { encoding: 'utf8' });
  // It exits with 0 after complaints, so what it says counts.
  return stdout + stderr;
}

/** How exposed systemd takes a unit to be: 0 is not at all, 10 is wholly. */
export function unitExposure(analyze: string, path: string): number {
  const args = ['security', '--offline=true', '--no-pager', path];
  const { stdout } = spawnSync(analyze, args, { encoding: 'utf8' });
  const [, exposure] = /Overall exposure level for \S+: ([\d.]+)/.exec(stdout) ?? [];
  return Number(exposure);
}
