/**
 * Pragmas a data source name or a caller may set, with the values they take. Left out is what could
 * write to other files, weaken the file against a crash without being asked (`journal_mode=off` is
 * explicit and allowed) or open the schema to editing (`writable_schema`).
 */
const allowed: Readonly<Record<string, RegExp>> = {
  analysis_limit: /^\d+$/,
  auto_vacuum: /^(?:none|full|incremental|[012])$/i,
  automatic_index: /^(?:on|off|true|false|[01])$/i,
  busy_timeout: /^\d+$/,
  cache_size: /^-?\d+$/,
  cell_size_check: /^(?:on|off|true|false|[01])$/i,
  defer_foreign_keys: /^(?:on|off|true|false|[01])$/i,
  foreign_keys: /^(?:on|off|true|false|[01])$/i,
  journal_mode: /^(?:delete|truncate|persist|memory|wal|off)$/i,
  journal_size_limit: /^-?\d+$/,
  locking_mode: /^(?:normal|exclusive)$/i,
  mmap_size: /^\d+$/,
  page_size: /^\d+$/,
  query_only: /^(?:on|off|true|false|[01])$/i,
  recursive_triggers: /^(?:on|off|true|false|[01])$/i,
  reverse_unordered_selects: /^(?:on|off|true|false|[01])$/i,
  secure_delete: /^(?:on|off|true|false|fast|[01])$/i,
  synchronous: /^(?:off|normal|full|extra|[0-3])$/i,
  temp_store: /^(?:default|file|memory|[012])$/i,
  threads: /^\d+$/,
  trusted_schema: /^(?:on|off|true|false|[01])$/i,
  wal_autocheckpoint: /^-?\d+$/,
};

/** Says why a pragma may not be set, or undefined when it may. Names are in lower case. */
export function pragmaRefusal(name: string, value: string): string | undefined {
  const values = Object.hasOwn(allowed, name) ? allowed[name] : undefined;
  if (values === undefined) return `pragma ${JSON.stringify(name)} may not be set here`;
  if (!values.test(value)) return `pragma ${name} does not take the value ${JSON.stringify(value)}`;
  return undefined;
}
