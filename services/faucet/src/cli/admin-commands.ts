import type { Command } from 'commander';
import { createAdmin, parseNewAdmin } from '../administration/admins.ts';
import { askNewPassword, askText } from './ask.ts';
import { withDesk } from './cli-context.ts';
import type { CliContext } from './cli-context.ts';
import { renderJson, renderTable, yesNo } from './table.ts';

/** `faucet admin …` (contract §2). */
export function addAdminCommands(program: Command, context: CliContext): void {
  const admin = program.command('admin').description('Manage administrators');

  admin
    .command('create')
    .description('Create an administrator; the first one becomes super administrator')
    .option('--email <email>', 'address to sign in with')
    .option('--password <password>', 'at least 8 characters; asked for when absent')
    .option('--name <name>', 'name to show')
    .action(async (options: { email?: string; password?: string; name?: string }) => {
      const { terminal } = context;
      const email = options.email ?? (await askText(terminal, 'email', 'Email'));
      const password = options.password ?? (await askNewPassword(terminal));
      const input = parseNewAdmin({ email, password, name: options.name });
      const created = await withDesk(context, (desk) => createAdmin(desk, input));
      context.print(`Created admin user "${created.email}" (id=${created.id})`);
    });

  admin
    .command('list')
    .alias('ls')
    .description('List administrators')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => {
      const admins = await withDesk(context, (desk) => desk.store.admins.list());
      const rows = admins.map(({ email, name, isActive }) => ({ email, name, active: isActive }));
      if (options.json) return context.print(renderJson(rows));
      if (rows.length === 0)
        return context.print('No admin users. Create one: faucet admin create');
      context.print(
        renderTable(
          ['EMAIL', 'NAME', 'ACTIVE'],
          rows.map((row) => [row.email, row.name, yesNo(row.active)]),
        ),
      );
    });
}
