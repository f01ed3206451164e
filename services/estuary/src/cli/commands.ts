import type { ProgramCommand } from './command.ts';

/**
 * What `estuary` can do; the help comes from it (contract §1, B10). Each is loaded when it is asked for:
 * a probe that runs every few seconds does not load a server.
 */
export const commands: readonly ProgramCommand[] = [
  {
    name: 'serve',
    description: 'Start the server (also without a command)',
    isDefault: true,
    run: async (terminal) => (await import('./serve.ts')).serve(terminal),
  },
  {
    name: 'check-config',
    description: 'Check the configuration and print it as JSON, without secrets',
    run: async (terminal) => (await import('./check-config.ts')).checkConfig(terminal),
  },
  {
    name: 'healthcheck',
    description: 'Ask a running server whether it is alive; exit code 0 or 1',
    argument: ['[url]', 'default: /health/live of this machine on PORT'],
    run: async (terminal, { argument }) =>
      (await import('./healthcheck.ts')).healthcheck(terminal, argument),
  },
  {
    name: 'backup',
    description: 'Write a copy of the SQLite database, complete also while a server uses it',
    argument: ['<file>', 'where to; must not be there yet'],
    run: async (terminal, given) => (await import('./backup.ts')).backup(terminal, given),
  },
  {
    name: 'restore',
    description:
      'Put a copy of a backup in the place of the SQLite database; stop the server first',
    argument: ['<file>', 'a backup'],
    flags: [{ flag: '--force', help: 'replace the database that is there' }],
    run: async (terminal, given) => (await import('./restore.ts')).restore(terminal, given),
  },
  {
    name: 'export',
    description: 'Write all items and documents as NDJSON, one a line, of one moment',
    argument: ['[file]', 'where to, must not be there yet; default: standard output'],
    run: async (terminal, given) =>
      (await import('./export-items.ts')).exportItems(terminal, given),
  },
  {
    name: 'import',
    description: 'Store the lines of an export in an empty database, of whatever type',
    argument: ['[file]', 'default: standard input'],
    flags: [{ flag: '--force', help: 'also what does not fit the schema of its collection' }],
    run: async (terminal, given) =>
      (await import('./import-items.ts')).importItems(terminal, given),
  },
  {
    name: 'dev-token',
    description: 'Print a token signed with JWT_SECRET; in development only',
    flags: [
      { flag: '--sub <subject>', help: 'who it is for', isRequired: true },
      { flag: '--scope <names>', help: 'what it allows, separated by blanks' },
      { flag: '--expires-in <duration>', help: 'such as 15m, 1h (the default) or 7d' },
    ],
    run: async (terminal, given) => (await import('./dev-token.ts')).devToken(terminal, given),
  },
];
