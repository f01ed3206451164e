import type { SqliteMigration } from '@aquifer/sqlite';

/**
 * The tables of `faucet.db` (contract §4), one step per release that changed them.
 * The first step is the original's schema, letter by letter and only where it is
 * missing: so its file is adopted as it is, and everything of ours comes after.
 */
export const migrations: readonly SqliteMigration[] = [
  {
    version: 1,
    name: 'tables of the original 0.1.13',
    sql: `
CREATE TABLE IF NOT EXISTS services (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE NOT NULL,
  label TEXT NOT NULL DEFAULT '',
  driver TEXT NOT NULL,
  dsn TEXT NOT NULL,
  schema_name TEXT NOT NULL DEFAULT 'public',
  read_only INTEGER NOT NULL DEFAULT 0,
  raw_sql_allowed INTEGER NOT NULL DEFAULT 0,
  is_active INTEGER NOT NULL DEFAULT 1,
  max_open_conns INTEGER NOT NULL DEFAULT 25,
  max_idle_conns INTEGER NOT NULL DEFAULT 5,
  conn_max_lifetime_ms INTEGER NOT NULL DEFAULT 300000,
  conn_max_idle_time_ms INTEGER NOT NULL DEFAULT 60000,
  created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  private_key_path TEXT NOT NULL DEFAULT '',
  schema_lock TEXT NOT NULL DEFAULT 'none'
);
CREATE TABLE IF NOT EXISTS admins (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  email TEXT UNIQUE NOT NULL,
  password_hash TEXT NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  is_active INTEGER NOT NULL DEFAULT 1,
  is_super_admin INTEGER NOT NULL DEFAULT 0,
  last_login_at DATETIME,
  created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS roles (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  is_active INTEGER NOT NULL DEFAULT 1,
  created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS role_access (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  role_id INTEGER NOT NULL REFERENCES roles(id) ON DELETE CASCADE,
  service_name TEXT NOT NULL DEFAULT '*',
  component TEXT NOT NULL DEFAULT '*',
  verb_mask INTEGER NOT NULL DEFAULT 31,
  requestor_mask INTEGER NOT NULL DEFAULT 1,
  filters_json TEXT NOT NULL DEFAULT '[]',
  filter_op TEXT NOT NULL DEFAULT 'AND'
);
CREATE TABLE IF NOT EXISTS api_keys (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key_hash TEXT UNIQUE NOT NULL,
  key_prefix TEXT NOT NULL,
  label TEXT NOT NULL DEFAULT '',
  role_id INTEGER NOT NULL REFERENCES roles(id),
  is_active INTEGER NOT NULL DEFAULT 1,
  expires_at DATETIME,
  created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  last_used DATETIME
);
CREATE INDEX IF NOT EXISTS idx_role_access_role_id ON role_access(role_id);
CREATE TABLE IF NOT EXISTS settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS schema_contracts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  service_name TEXT NOT NULL,
  table_name TEXT NOT NULL,
  schema_json TEXT NOT NULL,
  locked_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  promoted_at DATETIME,
  UNIQUE(service_name, table_name)
);`,
  },
  {
    version: 2,
    name: 'column lists, sessions, key limits, audit, log-in attempts',
    sql: `
ALTER TABLE services ADD COLUMN schema_version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE admins ADD COLUMN sessions_valid_from TEXT NOT NULL DEFAULT '1970-01-01T00:00:00.000Z';
ALTER TABLE role_access ADD COLUMN columns_json TEXT NOT NULL DEFAULT '[]';
ALTER TABLE api_keys ADD COLUMN rate_limit_per_minute INTEGER;
CREATE INDEX idx_api_keys_role_id ON api_keys(role_id);
CREATE TABLE audit_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  target TEXT NOT NULL,
  outcome TEXT NOT NULL,
  detail_json TEXT NOT NULL,
  request_id TEXT,
  remote_address TEXT
);
CREATE INDEX idx_audit_log_at ON audit_log(at);
CREATE TABLE ended_sessions (token_hash TEXT PRIMARY KEY, expires_at TEXT NOT NULL);
CREATE TABLE login_attempts (
  id INTEGER PRIMARY KEY,
  reservation TEXT NOT NULL,
  subject TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE INDEX idx_login_attempts_subject ON login_attempts(subject, at);
CREATE INDEX idx_login_attempts_at ON login_attempts(at);`,
  },
  {
    version: 3,
    name: 'version of the configuration',
    sql: `
CREATE TABLE config_version (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL);
INSERT INTO config_version (id, version) VALUES (1, 1);
${versionTriggers()}`,
  },
];

/**
 * Triggers, not our statements, advance the version: then a change by hand or by
 * the original's program is noticed too. `last_login_at` and `last_used` decide
 * nothing and are left out.
 */
function versionTriggers(): string {
  const watched: readonly (readonly [table: string, columns: readonly string[]])[] = [
    ['services', []],
    [
      'admins',
      ['email', 'password_hash', 'name', 'is_active', 'is_super_admin', 'sessions_valid_from'],
    ],
    ['roles', []],
    ['role_access', []],
    ['api_keys', ['key_hash', 'role_id', 'is_active', 'expires_at', 'rate_limit_per_minute']],
    ['ended_sessions', []],
    ['settings', []],
    ['schema_contracts', []],
  ];
  const advance = 'BEGIN UPDATE config_version SET version = version + 1; END;';
  return watched
    .flatMap(([table, columns]) => {
      const of = columns.length === 0 ? '' : ` OF ${columns.join(', ')}`;
      return [
        `CREATE TRIGGER ${table}_insert_version AFTER INSERT ON ${table} ${advance}`,
        `CREATE TRIGGER ${table}_update_version AFTER UPDATE${of} ON ${table} ${advance}`,
        `CREATE TRIGGER ${table}_delete_version AFTER DELETE ON ${table} ${advance}`,
      ];
    })
    .join('\n');
}
