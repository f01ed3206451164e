import type { Command } from 'commander';
import { createService, parseNewService, removeService } from '../administration/services.ts';
import { drivers } from '../model/database-service.ts';
import { askChoice, askText } from './ask.ts';
import { withDesk } from './cli-context.ts';
import type { CliContext } from './cli-context.ts';
import { renderJson, renderTable, yesNo } from './table.ts';
import { withDatabase } from './with-database.ts';

interface AddOptions {
  readonly name?: string;
  readonly driver?: string;
  readonly dsn?: string;
  readonly label?: string;
  readonly schema?: string;
  readonly privateKeyPath?: string;
  readonly readOnly?: boolean;
  readonly rawSql?: boolean;
}

/** `faucet db …`, without the contract commands (contract §2). */
export function addDatabaseCommands(program: Command, context: CliContext): Command {
  const db = program
    .command('db')
    .aliases(['service', 'database'])
    .description('Manage database services');

  db.command('add')
    .description('Add a database service; it is not connected yet')
    .option('--name <name>', 'name in the URL')
    .option('--driver <driver>', drivers.join(', '))
    .option('--dsn <dsn>', 'connection string')
    .option('--label <text>', 'name to show; the name when absent')
    .option('--schema <schema>', "schema to serve; the driver's default when absent")
    .option('--private-key-path <file>', 'PEM key for Snowflake')
    .option('--read-only', 'refuse all writes')
    .option('--raw-sql', 'permit raw SQL over MCP')
    .action(async (options: AddOptions) => {
      const input = parseNewService(await wireOf(context, options));
      const created = await withDesk(context, (desk) => createService(desk, input));
      context.print(`Added service "${created.name}" (driver=${created.driver}, id=${created.id})`);
    });

  db.command('list')
    .alias('ls')
    .description('List database services')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => {
      const services = await withDesk(context, (desk) => desk.store.services.list());
      const rows = services.map(({ name, driver, label, schema, isActive }) => ({
        name,
        driver,
        label,
        schema,
        active: isActive,
      }));
      if (options.json) return context.print(renderJson(rows));
      if (rows.length === 0) return context.print('No services. Add one: faucet db add');
      context.print(
        renderTable(
          ['NAME', 'DRIVER', 'ACTIVE'],
          rows.map((row) => [row.name, row.driver, yesNo(row.active)]),
        ),
      );
    });

  db.command('remove')
    .aliases(['rm', 'delete'])
    .description('Remove a database service')
    .argument('<name>')
    .action(async (name: string) => {
      await withDesk(context, (desk) => removeService(desk, name));
      context.print(`Removed service "${name}"`);
    });

  db.command('test')
    .description('Connect to a database service')
    .argument('<name>')
    .action(async (name: string) => {
      context.print(`Testing connection to "${name}"...`);
      await withDatabase(context, name, ({ database }) => database.connector.ping());
      context.print('Connection successful.');
    });

  db.command('schema')
    .description('Print the schema of a database service as JSON')
    .argument('<name>')
    .option('--table <table>', 'only this table')
    .action(async (name: string, { table }: { table?: string }) => {
      const schema = await withDatabase(context, name, async ({ database }) =>
        table === undefined ? database.schema() : database.table(table),
      );
      context.print(renderJson(schema));
    });

  return db;
}

/** The flags in the words of the API, with what is missing asked for. */
async function wireOf(context: CliContext, options: AddOptions): Promise<object> {
  const { terminal } = context;
  return {
    name: options.name ?? (await askText(terminal, 'name', 'Name of the service')),
    driver: options.driver ?? (await askChoice(terminal, 'driver', 'Driver', drivers)),
    dsn: options.dsn ?? (await askText(terminal, 'dsn', 'Connection string')),
    label: options.label,
    schema: options.schema,
    private_key_path: options.privateKeyPath,
    read_only: options.readOnly,
    raw_sql_allowed: options.rawSql,
  };
}
