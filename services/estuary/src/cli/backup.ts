import { resolve } from 'node:path';
import type { Terminal } from '@aquifer/service';
import { fault } from '../faults.ts';
import { sqlitePath } from '../store/open-store.ts';
import { backUp } from '../store/sqlite/back-up.ts';
import { checkFile } from '../store/sqlite/check-file.ts';
import type { Given } from './command.ts';
import { elsewhere } from './elsewhere.ts';
import { loadConfiguration } from './load-configuration.ts';

/** `estuary backup FILE`: online and consistent (contract B10); 0, 1 or 2. */
export function backup(terminal: Terminal, { argument = '' }: Given): number {
  const configuration = loadConfiguration(terminal);
  if (configuration === undefined) return 2;
  const { settings } = configuration;
  const { databaseType } = settings;
  if (databaseType !== 'sqlite') {
    throw fault('command_failed', { reason: elsewhere.backup[databaseType] });
  }
  const path = resolve(terminal.cwd, sqlitePath(settings));
  checkFile(path);
  const target = resolve(terminal.cwd, argument);
  backUp(path, target);
  terminal.stderr.write(`backed up ${path} to ${target}\n`);
  return 0;
}
