import type { Command } from 'commander';
import { requireService } from '../administration/services.ts';
import {
  lockAll,
  lockTable,
  promote,
  requireContract,
  serviceDrift,
  tableDrift,
  unlockAll,
  unlockTable,
} from '../schemas/contracts.ts';
import type { ServiceDriftReport } from '../schemas/contracts.ts';
import type { DriftReport } from '../schemas/drift.ts';
import { withDesk } from './cli-context.ts';
import type { CliContext } from './cli-context.ts';
import { renderJson } from './table.ts';
import { withDatabase } from './with-database.ts';

/** `faucet db lock|unlock|diff|promote` (contract §2, §10). */
export function addContractCommands(db: Command, context: CliContext): void {
  db.command('lock')
    .description('Lock tables to their present shape')
    .argument('<service>')
    .option('--table <table>', 'only this table')
    .action(async (name: string, { table }: { table?: string }) => {
      await withDatabase(context, name, async ({ desk, database }) => {
        if (table === undefined) {
          const { length } = await lockAll(desk, database);
          return context.print(`Locked schema contracts for ${length} tables in "${name}"`);
        }
        const { schema } = await lockTable(desk, database, table);
        context.print(
          `Locked schema contract for ${name}/${table} (${schema.columns.length} columns)`,
        );
      });
    });

  db.command('unlock')
    .description('Remove schema contracts')
    .argument('<service>')
    .option('--table <table>', 'only this table')
    .action(async (name: string, { table }: { table?: string }) => {
      await withDesk(context, async (desk) => {
        await requireService(desk, name);
        if (table !== undefined) {
          await unlockTable(desk, name, table);
          return context.print(`Unlocked schema contract for ${name}/${table}`);
        }
        const removed = await unlockAll(desk, name);
        context.print(`Unlocked ${removed} schema contracts in "${name}"`);
      });
    });

  db.command('diff')
    .description('Compare tables with their contracts')
    .argument('<service>')
    .option('--table <table>', 'only this table')
    .option('--json', 'print JSON')
    .action(async (name: string, options: { table?: string; json?: boolean }) => {
      await withDatabase(context, name, async ({ desk, database }) => {
        const now = new Date();
        if (options.table !== undefined) {
          const contract = await requireContract(desk, name, options.table);
          const report = await tableDrift(database, contract, now);
          return context.print(options.json ? renderJson(report) : describeDrift(report));
        }
        const report = await serviceDrift(desk, database, now);
        context.print(options.json ? renderJson(report) : describeReport(report));
      });
    });

  db.command('promote')
    .description('Make the present shape of tables their contract')
    .argument('<service>')
    .option('--table <table>', 'only this table')
    .option('--all', 'every locked table')
    .action(async (name: string, options: { table?: string; all?: boolean }, command: Command) => {
      if (options.table === undefined && !options.all) {
        command.error('one of --table and --all is required');
      }
      await withDatabase(context, name, async ({ desk, database }) => {
        const locked = await desk.store.contracts.list(name);
        const tables = options.table ? [options.table] : locked.map((one) => one.tableName);
        for (const table of tables) {
          await promote(desk, database, table);
          context.print(`Promoted schema contract for ${name}/${table}`);
        }
      });
    });
}

function describeReport(report: ServiceDriftReport): string {
  const header = `Schema Drift Report: ${report.service_name} (mode: ${report.lock_mode})`;
  if (report.total_tables === 0) {
    return `${header}\n  no contracts; lock tables first: faucet db lock ${report.service_name}`;
  }
  return [header, ...report.tables.map(describeDrift)].join('\n');
}

function describeDrift(report: DriftReport): string {
  const counts = `${report.additive_count} additive, ${report.breaking_count} breaking`;
  const state = report.has_breaking
    ? `BREAKING (${counts})`
    : report.has_drift
      ? `DRIFT (${counts})`
      : 'no drift';
  const items = report.items.map(
    (item) => `    ${item.type === 'breaking' ? '!' : '+'} ${item.description}`,
  );
  return [`  ${report.table_name}: ${state}`, ...items].join('\n');
}
