import { backup } from './backup.ts';
import { checkConfig } from './check-config.ts';
import type { ProgramCommand } from './command.ts';
import { devToken } from './dev-token.ts';
import { exportItems } from './export-items.ts';
import { healthcheck } from './healthcheck.ts';
import { importItems } from './import-items.ts';
import { restore } from './restore.ts';
import { serve } from './serve.ts';

/** What `estuary` can do; the help comes from it (contract §1, B10). */
export const commands: readonly ProgramCommand[] = [
  {
    name: 'serve',
    description: 'Start the server (also without a command)',
    isDefault: true,
    run: serve,
  },
  {
    name: 'check-config',
    description: 'Check the configuration and print it as JSON, without secrets',
    run: checkConfig,
  },
  {
    name: 'healthcheck',
    description: 'Ask a running server whether it is alive; exit code 0 or 1',
    argument: ['[url]', 'default: /health/live of this machine on PORT'],
    run: (terminal, { argument }) => healthcheck(terminal, argument),
  },
  {
    name: 'backup',
    description: 'Write a copy of the SQLite database, complete also while a server uses it',
    argument: ['<file>', 'where to; must not be there yet'],
    run: backup,
  },
  {
    name: 'restore',
    description:
      'Put a copy of a backup in the place of the SQLite database; stop the server first',
    argument: ['<file>', 'a backup'],
    flags: [{ flag: '--force', help: 'replace the database that is there' }],
    run: restore,
  },
  {
    name: 'export',
    description: 'Write all items and documents as NDJSON, one a line, of one moment',
    argument: ['[file]', 'where to, must not be there yet; default: standard output'],
    run: exportItems,
  },
  {
    name: 'import',
    description: 'Store the lines of an export in an empty database, of whatever type',
    argument: ['[file]', 'default: standard input'],
    flags: [{ flag: '--force', help: 'also what does not fit the schema of its collection' }],
    run: importItems,
  },
  {
    name: 'dev-token',
    description: 'Print a token signed with JWT_SECRET; in development only',
    flags: [
      { flag: '--sub <subject>', help: 'who it is for', isRequired: true },
      { flag: '--scope <names>', help: 'what it allows, separated by blanks' },
      { flag: '--expires-in <duration>', help: 'such as 15m, 1h (the default) or 7d' },
    ],
    run: devToken,
  },
];
