import { hashApiKey } from '@aquifer/auth';
import { createLog } from '@aquifer/service';
import type { Terminal } from '@aquifer/service';
import type { Command } from 'commander';
import { createToken, parseToken } from '../access/token.ts';
import { fault } from '../faults.ts';
import { isNamespaceId, namespaceIdRule } from '../model/namespace.ts';
import { runCommand } from './run-command.ts';

interface AdoptFlags {
  readonly dbUrl?: string;
  readonly namespace?: string;
  readonly schema: string;
  readonly token?: string;
}

/**
 * `messagedb adopt` (contract §13.1): an existing `message_store.messages` becomes a namespace.
 */
export function addAdoptCommand(program: Command, terminal: Terminal): void {
  program
    .command('adopt')
    .description('Make a message-db database in PostgreSQL a namespace')
    .option(
      '--db-url <url>',
      'where it is, such as postgres://user:password@host:5432/message_store',
    )
    .option('--namespace <id>', 'the namespace it becomes')
    .option('--schema <name>', 'the schema its messages are in', 'message_store')
    .option('--token <token>', 'token of the namespace; generated when absent')
    .action((flags: AdoptFlags) => runCommand(terminal, () => runAdopt(terminal, flags)));
}

async function runAdopt(
  terminal: Terminal,
  { dbUrl, namespace: id, schema, token: given }: AdoptFlags,
): Promise<void> {
  if (dbUrl === undefined) throw refusal('--db-url is missing');
  if (id === undefined) throw refusal('--namespace is missing');
  if (!isNamespaceId(id)) throw refusal(`--namespace ${namespaceIdRule}`);
  const token = given ?? createToken(id);
  const parsed = parseToken(token);
  if (parsed.kind === 'malformed') throw refusal(`--token is not valid: ${parsed.reason}`);
  if (parsed.namespace !== id) throw refusal('--token is one of another namespace');
  // Loaded only here: the other commands need no driver.
  const { adopt } = await import('../store/postgres/adopt/adopt.ts');
  const messageCount = await adopt({
    url: dbUrl,
    log: createLog({ level: 'warn', format: 'console' }),
    schema,
    namespace: {
      id,
      tokenHash: hashApiKey(token),
      description: `Adopted from the schema ${schema}`,
      metadata: null,
      createdAt: new Date(),
    },
    onUnfit: (sentence) => void terminal.stderr.write(`${sentence}\n`),
  });
  terminal.stdout.write(`Namespace "${id}" has ${messageCount} messages.\n`);
  if (given === undefined) terminal.stdout.write(`Its token (shown only now; keep it): ${token}\n`);
}

const refusal = (reason: string): Error => fault('command_failed', { reason });
