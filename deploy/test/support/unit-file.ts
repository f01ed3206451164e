import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '@aquifer/testing';
import { withReplaced } from './deploy-file.ts';

/** The values of a key of a unit, in order; a unit may repeat it. */
export const unitValues = (unit: string, key: string): string[] =>
  [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value);

/** What systemd says about a unit that starts `installed`, a program of its server; nothing is good. */
export function unitComplaints(
  analyze: string,
  server: string,
  unit: string,
  installed: string = `/usr/local/bin/${server}`,
): string {
  const folder = temporaryDirectory();
  const program = join(folder, server);
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
  const path = join(folder, `${server}.service`);
  writeFileSync(path, withReplaced(unit, [[installed, program]]));
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
