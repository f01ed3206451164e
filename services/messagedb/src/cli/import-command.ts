import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Terminal } from '@aquifer/service';
import type { Command } from 'commander';
import { fault } from '../faults.ts';
import { sendImport } from '../transfer/send-import.ts';
import type { ImportNews, ImportRefusal } from '../transfer/send-import.ts';
import { confirm } from './confirm.ts';
import { addRemoteCommand, readConnection } from './remote-command.ts';
import type { ConnectionFlags } from './remote-command.ts';

interface ImportFlags extends ConnectionFlags {
  readonly gzip?: boolean;
  readonly input?: string;
  readonly force?: boolean;
  readonly yes?: boolean;
}

/** `messagedb import` (contract §12): the lines of an export in; progress on standard error. */
export function addImportCommand(program: Command, terminal: Terminal): void {
  addRemoteCommand<ImportFlags>(program, terminal, {
    name: 'import',
    description: 'Store the lines of an export in a namespace',
    flags: [
      ['--gzip', 'the input is compressed'],
      ['--input <file>', 'read a file instead of standard input'],
      ['--force', 'delete all messages of the namespace first'],
      ['--yes', 'do not ask'],
    ],
    run: (flags) => runImport(terminal, flags),
  });
}

async function runImport(terminal: Terminal, flags: ImportFlags): Promise<void> {
  const target = { ...readConnection(flags), isForced: flags.force === true };
  if (target.isForced && flags.yes !== true) {
    await confirm(terminal, 'This deletes all messages of the namespace before it imports.');
  }
  const input = await openInput(terminal, flags);
  let imported = 0;
  try {
    for await (const news of sendImport(target, input, terminal.stopRequested)) {
      if (news.error !== undefined) throw refusal(news, imported);
      ({ imported } = news);
      terminal.stderr.write(`${progress(news)}\n`);
      if (news.done === true) return;
    }
  } catch (error) {
    if (!terminal.stopRequested.aborted) throw error;
    const reason = `interrupted; ${kept(imported)}, and some that the server was still storing`;
    throw fault('command_failed', { reason }, { cause: error });
  }
  const reason = `the server ended the import before it was complete; ${kept(imported)}`;
  throw fault('command_failed', { reason });
}

function progress(news: Exclude<ImportNews, ImportRefusal>): string {
  return news.done === true
    ? `imported ${news.imported} messages in ${news.elapsed}`
    : `imported ${news.imported} messages, up to ${news.gpos}`;
}

function refusal({ line, message, error }: ImportRefusal, imported: number): Error {
  const reason = `line ${line}: ${message} (${error}); ${kept(imported)}`;
  return fault('command_failed', { reason });
}

/** What was told as stored stays. */
const kept = (imported: number): string => `${imported} messages were imported before`;

/** The input with its first piece read: a file that is missing or no gzip must not cost a namespace its messages. */
async function openInput(
  terminal: Terminal,
  { input, gzip }: ImportFlags,
): Promise<AsyncIterable<Uint8Array>> {
  const source =
    input === undefined ? terminal.stdin : createReadStream(resolve(terminal.cwd, input));
  // A failure of either shows to whoever reads the result.
  const bytes = gzip === true ? pipeline(source, createGunzip(), () => undefined) : source;
  const pieces = bytes[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  return resume(await pieces.next(), pieces);
}

async function* resume(
  first: IteratorResult<Uint8Array>,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for (let next = first; next.done !== true; next = await rest.next()) {
    // fetch takes an empty piece for the end, and then waits for ever.
    if (next.value.length > 0) yield next.value;
  }
}
