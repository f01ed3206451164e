-- A faucet.db as the released Faucet 0.1.13 wrote it (.dump), with an admin
-- (password "OldPass1!"), a service, a role with one rule, a key and a setting.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE services (
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
			updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
		, private_key_path TEXT NOT NULL DEFAULT '', schema_lock TEXT NOT NULL DEFAULT 'none');
INSERT INTO services VALUES(1,'demo','demo','sqlite','file:rows.db','',0,0,1,100,25,300000,60000,'2026-11-21 02:24:03.599133661 +0000 UTC','2026-11-21 02:24:03.599133661 +0000 UTC','','none');
CREATE TABLE admins (
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
INSERT INTO admins VALUES(1,'root@example.com','517ead79ea53357a85af8a9fa86e38b95ea302e25294274e3ea624ccd812e351','Root',1,1,NULL,'2026-11-21 02:24:03.583493225 +0000 UTC','2026-11-21 02:24:03.583493225 +0000 UTC');
CREATE TABLE roles (
			id INTEGER PRIMARY KEY AUTOINCREMENT,
			name TEXT UNIQUE NOT NULL,
			description TEXT NOT NULL DEFAULT '',
			is_active INTEGER NOT NULL DEFAULT 1,
			created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
			updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
		);
INSERT INTO roles VALUES(1,'reader','',1,'2026-11-21 02:24:03.616610672 +0000 UTC','2026-11-21 02:24:03.616610672 +0000 UTC');
CREATE TABLE role_access (
			id INTEGER PRIMARY KEY AUTOINCREMENT,
			role_id INTEGER NOT NULL REFERENCES roles(id) ON DELETE CASCADE,
			service_name TEXT NOT NULL DEFAULT '*',
			component TEXT NOT NULL DEFAULT '*',
			verb_mask INTEGER NOT NULL DEFAULT 31,
			requestor_mask INTEGER NOT NULL DEFAULT 1,
			filters_json TEXT NOT NULL DEFAULT '[]',
			filter_op TEXT NOT NULL DEFAULT 'AND'
		);
INSERT INTO role_access VALUES(1,1,'demo','_table/*',1,1,'[]','AND');
CREATE TABLE api_keys (
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
INSERT INTO api_keys VALUES(1,'4befb7c3ab699514e9f8b42c3980a72875e6a2c2f29691bb0e4be548460f1640','faucet_ba0d5b3b','a key',1,1,NULL,'2026-11-21 02:24:03.630666179 +0000 UTC',NULL);
CREATE TABLE settings (
			key TEXT PRIMARY KEY,
			value TEXT NOT NULL DEFAULT ''
		);
INSERT INTO settings VALUES('auth.jwt_secret','0123456789abcdef');
CREATE TABLE schema_contracts (
			id INTEGER PRIMARY KEY AUTOINCREMENT,
			service_name TEXT NOT NULL,
			table_name TEXT NOT NULL,
			schema_json TEXT NOT NULL,
			locked_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
			promoted_at DATETIME,
			UNIQUE(service_name, table_name)
		);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('admins',1);
INSERT INTO sqlite_sequence VALUES('services',1);
INSERT INTO sqlite_sequence VALUES('roles',1);
INSERT INTO sqlite_sequence VALUES('role_access',1);
INSERT INTO sqlite_sequence VALUES('api_keys',1);
CREATE INDEX idx_api_keys_hash ON api_keys(key_hash);
CREATE INDEX idx_role_access_role_id ON role_access(role_id);
COMMIT;
