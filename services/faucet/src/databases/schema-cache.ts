import { isDeepStrictEqual } from 'node:util';
import type { Connector } from '../connectors/connector.ts';
import { fault } from '../faults.ts';
import type { DatabaseSchema, TableSchema } from '../model/schema.ts';

/** Why a table may have changed: its database refused a statement, or a caller knows of other columns. */
export type RenewalReason = 'statement' | 'request';

/** What the database looks like, kept for a while. */
export interface SchemaCache {
  /** The object stays the same until something of it changes, so that what is made of it can be kept. */
  schema(): DatabaseSchema | Promise<DatabaseSchema>;
  /** Exactly this name, among the tables and views that introspection found. Throws table_not_found. */
  table(name: string): TableSchema | Promise<TableSchema>;
  /**
   * The table as it is now, when that differs from what is given; undefined when it does not, or
   * when somebody looked in vain for this reason a moment ago. Throws table_not_found.
   */
  renewed(table: TableSchema, reason: RenewalReason): Promise<TableSchema | undefined>;
  /** The next question introspects anew. */
  forget(): void;
}

export interface SchemaCacheOptions {
  readonly connector: Pick<Connector, 'introspect'>;
  readonly now?: () => number;
}

/**
 * Somebody may change tables past Faucet. Within this time nobody looks; after it
 * the next question starts a look in the background and is answered from memory;
 * after the longer time it waits for the look.
 */
const FRESH_MS = 15_000;
const USABLE_MS = 300_000;

/** A name that is not known is looked for again, but not for every request of a loop. */
const MISS_INTERVAL_MS = 1_000;

/** After a reason to look at a table at which nothing had changed, it is none for a while. */
const VAIN_INTERVAL_MS = 2_000;

interface Known {
  readonly schema: DatabaseSchema;
  readonly tables: ReadonlyMap<string, TableSchema>;
  readonly readAt: number;
}

export function createSchemaCache(options: SchemaCacheOptions): SchemaCache {
  const { connector, now = () => performance.now() } = options;
  let known: Known | undefined;
  /** What was known before it was forgotten: tables that did not change keep their objects. */
  let before: Known | undefined;
  let reading: Promise<Known> | undefined;
  let generation = 0;
  const vainAt = new Map<string, number>();

  async function read(): Promise<Known> {
    for (;;) {
      const started = generation;
      const readAt = now();
      const schema = await connector.introspect();
      // Forgotten meanwhile: this may be the shape from before the change.
      if (started !== generation) continue;
      known = arrange(schema, readAt, before);
      before = known;
      return known;
    }
  }

  /** One introspection at a time, whoever asks. */
  function readOnce(): Promise<Known> {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  function usable(): Known | undefined {
    if (known === undefined) return undefined;
    const age = now() - known.readAt;
    if (age > USABLE_MS) return undefined;
    // A failure shows when somebody has to wait for it.
    if (age > FRESH_MS) readOnce().catch(() => undefined);
    return known;
  }

  async function lookAgain(name: string): Promise<TableSchema> {
    const recent = known !== undefined && now() - known.readAt < MISS_INTERVAL_MS;
    const { tables } = recent && known !== undefined ? known : await readOnce();
    const table = tables.get(name);
    if (table === undefined) throw fault('table_not_found', { table: name });
    return table;
  }

  async function renewed(
    table: TableSchema,
    reason: RenewalReason,
  ): Promise<TableSchema | undefined> {
    const question = `${reason} ${table.name}`;
    const remembered = known?.tables.get(table.name);
    // Others have looked since the caller did.
    if (remembered !== undefined && remembered !== table) return remembered;
    const wait = now() - (vainAt.get(question) ?? -Infinity) < VAIN_INTERVAL_MS;
    if (known !== undefined && wait) return undefined;
    // A look that is under way may have begun before the change.
    await reading?.catch(() => undefined);
    const current = (await readOnce()).tables.get(table.name);
    if (current === undefined) throw fault('table_not_found', { table: table.name });
    if (current !== table) return current;
    vainAt.set(question, now());
    return undefined;
  }

  return {
    schema: () => usable()?.schema ?? readOnce().then(({ schema }) => schema),
    table: (name) => usable()?.tables.get(name) ?? lookAgain(name),
    renewed,
    forget() {
      generation += 1;
      known = undefined;
    },
  };
}

function arrange(fresh: DatabaseSchema, readAt: number, before: Known | undefined): Known {
  const keep = (table: TableSchema): TableSchema => {
    const earlier = before?.tables.get(table.name);
    return earlier !== undefined && isSameShape(earlier, table) ? earlier : table;
  };
  const kept = { ...fresh, tables: fresh.tables.map(keep), views: fresh.views.map(keep) };
  // Tables that were kept are equal at once, by identity.
  if (before !== undefined && isDeepStrictEqual(before.schema, kept)) return { ...before, readAt };
  const all = [...kept.views, ...kept.tables];
  return { schema: kept, tables: new Map(all.map((table) => [table.name, table])), readAt };
}

/** The estimated number of rows changes all the time and shapes nothing. */
function isSameShape(left: TableSchema, right: TableSchema): boolean {
  return isDeepStrictEqual({ ...left, row_count: 0 }, { ...right, row_count: 0 });
}
