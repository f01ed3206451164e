import { Readable } from 'node:stream';
import { createClient } from '@aquifer/messagedb-client';
import type { Terminal } from '@aquifer/service';
import type { Command } from 'commander';
import { fault } from '../faults.ts';
import { exportMessages } from '../transfer/export-messages.ts';
import { parseInstant } from '../transfer/instant.ts';
import { addRemoteCommand, readConnection } from './remote-command.ts';
import type { ConnectionFlags } from './remote-command.ts';
import { writeOutput } from './write-output.ts';

interface ExportFlags extends ConnectionFlags {
  readonly categories?: string;
  readonly since?: string;
  readonly until?: string;
  readonly gzip?: boolean;
  readonly output?: string;
}

/** `messagedb export` (contract §12): messages out, one a line; progress on standard error. */
export function addExportCommand(program: Command, terminal: Terminal): void {
  addRemoteCommand<ExportFlags>(program, terminal, {
    name: 'export',
    description: 'Write the messages of a namespace, one a line',
    flags: [
      ['--categories <names>', 'only these, separated by commas; all by default'],
      ['--since <time>', 'only from this time on: RFC 3339, or YYYY-MM-DD in UTC'],
      ['--until <time>', 'only before this time'],
      ['--gzip', 'compress'],
      ['--output <file>', 'write to a file instead of standard output'],
    ],
    run: (flags) => runExport(terminal, flags),
  });
}

async function runExport(terminal: Terminal, flags: ExportFlags): Promise<void> {
  const client = createClient(readConnection(flags));
  const query = {
    categories: readCategories(flags.categories),
    since: readTime('--since', flags.since),
    until: readTime('--until', flags.until),
  };
  const lines = exportMessages(client, query, {
    signal: terminal.stopRequested,
    onProgress(exported, globalPosition) {
      terminal.stderr.write(`exported ${exported} messages, up to ${globalPosition}\n`);
    },
  });
  const source = Readable.from(lines, { objectMode: false });
  await writeOutput(terminal, source, { path: flags.output, isGzipped: flags.gzip === true });
}

/** Each once: a message that is there twice could not be imported. None when the flag is absent. */
function readCategories(text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  const names = text.split(',');
  if (!names.includes('')) return [...new Set(names)];
  const reason = '--categories must be names separated by commas, none of them empty';
  throw fault('command_failed', { reason });
}

function readTime(flag: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const instant = parseInstant(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
  if (instant !== undefined) return instant;
  const reason = `${flag} must be like 2026-01-31 or 2026-01-31T12:00:00Z`;
  throw fault('command_failed', { reason });
}
