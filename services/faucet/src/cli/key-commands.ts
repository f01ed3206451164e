import type { Command } from 'commander';
import type { Desk } from '../administration/desk.ts';
import { issueKeyForRole, revokeKeyByPrefix } from '../administration/keys.ts';
import { withDesk } from './cli-context.ts';
import type { CliContext } from './cli-context.ts';
import { renderJson, renderTable, yesNo } from './table.ts';

/** `faucet key …` (contract §2). */
export function addKeyCommands(program: Command, context: CliContext): void {
  const key = program.command('key').alias('apikey').description('Manage API keys');

  key
    .command('create')
    .description('Create an API key for a role and print it, once')
    .requiredOption('--role <name>', 'name of the role')
    .option('--label <text>', 'what the key is for', '')
    .action(async (options: { role: string; label: string }) => {
      const issued = await withDesk(context, (desk) =>
        issueKeyForRole(desk, options.role, options.label),
      );
      context.print(`Created API key for role "${options.role}". It is shown only now:`);
      context.print('');
      context.print(`  ${issued.raw}`);
      context.print('');
    });

  key
    .command('list')
    .alias('ls')
    .description('List API keys')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => {
      const rows = await withDesk(context, listKeys);
      if (options.json) return context.print(renderJson(rows));
      if (rows.length === 0) return context.print('No API keys. Create one: faucet key create');
      context.print(
        renderTable(
          ['PREFIX', 'ROLE', 'LABEL', 'ACTIVE'],
          rows.map((row) => [row.prefix, row.role, row.label, yesNo(row.active)]),
        ),
      );
    });

  key
    .command('revoke')
    .description('Revoke the API key whose prefix starts with this, at once')
    .argument('<prefix>', 'prefix as `key list` shows it')
    .action(async (prefix: string) => {
      const revoked = await withDesk(context, (desk) => revokeKeyByPrefix(desk, prefix));
      context.print(`Revoked API key with prefix "${revoked.keyPrefix}"`);
    });
}

interface KeyRow {
  readonly prefix: string;
  readonly role: string;
  readonly label: string;
  readonly active: boolean;
}

async function listKeys({ store }: Desk): Promise<readonly KeyRow[]> {
  const [keys, roles] = await Promise.all([store.keys.list(), store.roles.list()]);
  const names = new Map(roles.map((role) => [role.id, role.name]));
  return keys.map(({ keyPrefix, roleId, label, isActive }) => ({
    prefix: keyPrefix,
    role: names.get(roleId) ?? '',
    label,
    active: isActive,
  }));
}
