import { memoryUsage } from 'node:process';
import { Fault } from '@aquifer/service';
import type { Command } from 'commander';
import { parseNewService } from '../administration/services.ts';
import type { PreparedRead } from '../connectors/connector.ts';
import { openConnector } from '../connectors/open-connector.ts';
import { defaultPoolLimits } from '../model/database-service.ts';
import type { DatabaseService } from '../model/database-service.ts';
import type { TableSchema } from '../model/schema.ts';
import { quietLog } from './cli-context.ts';
import type { CliContext } from './cli-context.ts';
import { parsePositive, parseSeconds } from './parse-amount.ts';

interface BenchmarkOptions {
  readonly driver: string;
  readonly dsn: string;
  readonly duration: string;
  readonly concurrency: string;
  readonly table?: string;
}

const PAGE_ROWS = 10;
const MEBIBYTE = 1024 * 1024;

/** `faucet benchmark` (contract §2): reads a page over and over, straight from the database. */
export function addBenchmarkCommand(program: Command, context: CliContext): void {
  program
    .command('benchmark')
    .description('Measure reads straight from a database')
    .option('--driver <driver>', 'driver of the DSN', 'postgres')
    .requiredOption('--dsn <dsn>', 'connection string')
    .option('--duration <time>', 'how long to read', '30s')
    .option('--concurrency <n>', 'reads at a time', '10')
    .option('--table <table>', 'table to read; the first when absent')
    .action((options: BenchmarkOptions) => benchmark(context, options));
}

async function benchmark(context: CliContext, options: BenchmarkOptions): Promise<void> {
  const durationMs = parseSeconds('duration', options.duration);
  const concurrency = parsePositive('concurrency', options.concurrency);
  const connector = await openConnector(serviceOf(options), { log: quietLog(context) });
  try {
    const started = performance.now();
    const { tables } = await connector.introspect();
    const introspectionMs = performance.now() - started;
    const table = pick(tables, options.table);
    const read = connector.prepareRead({
      table,
      projections: table.columns.map((column) => ({ kind: 'column', column })),
      group: [],
      order: [],
      limit: PAGE_ROWS,
      offset: 0,
      keys: [],
    });
    const run = await measure(read, durationMs, concurrency);
    report(context, table.name, introspectionMs, run);
  } finally {
    await connector.close();
  }
}

function serviceOf({ driver, dsn }: BenchmarkOptions): DatabaseService {
  const parsed = parseNewService({ name: 'benchmark', driver, dsn });
  return {
    id: 0,
    name: parsed.name,
    label: '',
    driver: parsed.driver,
    dsn: parsed.dsn,
    schema: '',
    readOnly: true,
    rawSqlAllowed: false,
    isActive: true,
    schemaLock: 'none',
    privateKeyPath: '',
    pool: defaultPoolLimits,
    createdAt: new Date(),
    updatedAt: new Date(),
  };
}

function pick(tables: readonly TableSchema[], name: string | undefined): TableSchema {
  const table = name === undefined ? tables[0] : tables.find((one) => one.name === name);
  if (table !== undefined) return table;
  const message = name === undefined ? 'the database has no table' : `table "${name}" not found`;
  throw new Fault({ code: 'command_refused', status: 400, message });
}

interface Run {
  readonly seconds: number;
  /** Latencies in milliseconds, ascending. */
  readonly latencies: Float64Array;
  readonly errors: number;
}

async function measure(read: PreparedRead, durationMs: number, concurrency: number): Promise<Run> {
  const started = performance.now();
  const latencies: number[] = [];
  let errors = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() - started < durationMs) {
      const before = performance.now();
      try {
        await read.read();
        latencies.push(performance.now() - before);
      } catch {
        errors += 1;
      }
      // A read that answers at once must not keep the others from their turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const seconds = (performance.now() - started) / 1000;
  return { seconds, latencies: Float64Array.from(latencies).toSorted(), errors };
}

function report(
  { print }: CliContext,
  table: string,
  introspectionMs: number,
  { seconds, latencies, errors }: Run,
): void {
  const at = (share: number): string => {
    const index = Math.min(latencies.length - 1, Math.floor(latencies.length * share));
    return `${(latencies[index] ?? 0).toFixed(3)} ms`;
  };
  print(`Table:          ${table}`);
  print(`Queries:        ${latencies.length} (${errors} errors) in ${seconds.toFixed(1)} s`);
  print(`QPS:            ${(latencies.length / seconds).toFixed(0)}`);
  print(`p50 / p95:      ${at(0.5)} / ${at(0.95)}`);
  print(`p99 / max:      ${at(0.99)} / ${at(1)}`);
  print(`Introspection:  ${introspectionMs.toFixed(1)} ms`);
  print(`Memory:         ${(memoryUsage.rss() / MEBIBYTE).toFixed(0)} MiB`);
}
