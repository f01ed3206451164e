import { resolve } from 'node:path';
import type { Terminal } from '@aquifer/service';
import { fault } from '../faults.ts';
import { sqlitePath } from '../store/open-store.ts';
import { restoreFile } from '../store/sqlite/restore-file.ts';
import type { Given } from './command.ts';
import { elsewhere } from './elsewhere.ts';
import { loadConfiguration } from './load-configuration.ts';

/** `estuary restore FILE [--force]` (contract B10); 0, 1 or 2. */
export function restore(terminal: Terminal, { argument = '', flags }: Given): number {
  const configuration = loadConfiguration(terminal);
  if (configuration === undefined) return 2;
  const { settings } = configuration;
  const { databaseType } = settings;
  if (databaseType !== 'sqlite') {
    throw fault('command_failed', { reason: elsewhere.restore[databaseType] });
  }
  const path = resolve(terminal.cwd, sqlitePath(settings));
  restoreFile(resolve(terminal.cwd, argument), path, flags['force'] === true);
  terminal.stderr.write(`restored ${path}\n`);
  return 0;
}
