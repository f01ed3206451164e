import { createWriteStream, linkSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Terminal } from '@aquifer/service';
import { fault } from '../faults.ts';
import { openSource } from '../store/open-source.ts';
import { exportDocuments } from '../transfer/export-documents.ts';
import { createCommandLog } from './command-log.ts';
import type { Given } from './command.ts';
import { loadConfiguration } from './load-configuration.ts';

/** `estuary export [FILE]` (contract B10): lines out, how many on standard error; 0, 1 or 2. */
export async function exportItems(terminal: Terminal, { argument }: Given): Promise<number> {
  const configuration = loadConfiguration(terminal);
  if (configuration === undefined) return 2;
  const source = await openSource(configuration.settings, createCommandLog());
  try {
    let exported = 0;
    const lines = exportDocuments(await source.snapshot(), (count) => (exported = count));
    await writeOutput(terminal, Readable.from(lines, { objectMode: false }), argument);
    terminal.stderr.write(`exported ${exported} documents\n`);
    return 0;
  } catch (error) {
    if (!terminal.stopRequested.aborted) throw error;
    terminal.stderr.write('interrupted; what was written is not complete\n');
    return 1;
  } finally {
    await source.close();
  }
}

/** A file that is there is left alone, and half an export is none. */
async function writeOutput(
  { cwd, stdout, stopRequested: signal }: Terminal,
  lines: Readable,
  file: string | undefined,
): Promise<void> {
  if (file === undefined) {
    await pipeline(lines, stdout, { end: false, signal });
    return;
  }
  const path = resolve(cwd, file);
  const draft = `${path}.incomplete`;
  try {
    await pipeline(lines, createWriteStream(draft, { mode: 0o600, flush: true }), { signal });
    linkSync(draft, path);
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw isThere ? fault('command_failed', { reason: `${path} exists already` }) : error;
  } finally {
    rmSync(draft, { force: true });
  }
}
