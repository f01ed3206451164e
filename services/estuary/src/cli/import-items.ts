import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { addAbortSignal } from 'node:stream';
import type { Readable } from 'node:stream';
import type { Terminal } from '@aquifer/service';
import { fault } from '../faults.ts';
import { openStore } from '../store/open-store.ts';
import { importDocuments } from '../transfer/import-documents.ts';
import type { ImportProgress } from '../transfer/import-documents.ts';
import { createCommandLog } from './command-log.ts';
import type { Given } from './command.ts';
import { loadConfiguration } from './load-configuration.ts';

/** `estuary import [FILE] [--force]` (contract B10): the lines of an export in; 0, 1 or 2. */
export async function importItems(terminal: Terminal, { argument, flags }: Given): Promise<number> {
  const configuration = loadConfiguration(terminal);
  if (configuration === undefined) return 2;
  const { settings } = configuration;
  if (settings.databaseType === 'memory') {
    const reason =
      'DATABASE_TYPE is memory: what is imported would be gone at once; a running server takes items by POST /api/v1/items/batch';
    throw fault('command_failed', { reason });
  }
  const input = addAbortSignal(terminal.stopRequested, await openInput(terminal, argument));
  const store = await openStore(settings, createCommandLog());
  let progress: ImportProgress = { imported: 0, found: 0 };
  try {
    const isForced = flags['force'] === true;
    for await (progress of importDocuments(store, input, { isForced }));
    return 0;
  } catch (error) {
    if (!terminal.stopRequested.aborted) throw error;
    terminal.stderr.write('interrupted; import the same again to go on\n');
    return 1;
  } finally {
    await store.close();
    const { imported, found } = progress;
    const before = found === 0 ? '' : `, ${found} were there already`;
    terminal.stderr.write(`imported ${imported} documents${before}\n`);
  }
}

/** Opened before the database: a file that is missing must not have one made. */
async function openInput({ cwd, stdin }: Terminal, path: string | undefined): Promise<Readable> {
  if (path === undefined) return stdin;
  return (await open(resolve(cwd, path))).createReadStream();
}
