import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Terminal } from '@aquifer/service';

export interface Output {
  /** Standard output when absent. */
  readonly path: string | undefined;
  readonly isGzipped: boolean;
}

/** Writes what comes to a file or to standard output. A file appears when it is complete: half a backup is none. */
export async function writeOutput(
  terminal: Terminal,
  source: Readable,
  { path, isGzipped }: Output,
): Promise<void> {
  const packers = isGzipped ? [createGzip()] : [];
  if (path === undefined) {
    await pipeline([source, ...packers, terminal.stdout], { end: false });
    return;
  }
  const file = resolve(terminal.cwd, path);
  if (await isSpecial(file)) {
    await pipeline([source, ...packers, createWriteStream(file)]);
    return;
  }
  const partial = `${file}.partial`;
  try {
    await pipeline([source, ...packers, createWriteStream(partial, { flush: true })]);
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** A pipe or a device is written to as it is; nobody can rename another file over it. */
async function isSpecial(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && !found.isFile();
}
