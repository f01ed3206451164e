import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSqlite } from '@aquifer/sqlite';
import { temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import { faucetProgram } from './support/run-faucet.ts';

const redocly = fileURLToPath(import.meta.resolve('@redocly/cli/bin/cli.js'));

/** A database with what is hard to describe: composite keys, relations, views, odd names. */
const schema = `
  CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, "full address" TEXT, data JSON);
  CREATE TABLE order_items (
    order_id INTEGER, line INTEGER, customer_id INTEGER REFERENCES customers (id),
    price NUMERIC(12, 2), photo BLOB, at DATETIME,
    PRIMARY KEY (order_id, line)
  );
  CREATE VIEW names AS SELECT name FROM customers;
`;

describe('the OpenAPI document that clients are made from', () => {
  it('is valid by the rules that Redocly recommends', { timeout: 120_000 }, () => {
    const folder = temporaryDirectory();
    const database = openSqlite(join(folder, 'shop.db'));
    database.exec(schema);
    database.close();
    const options = { env: { HOME: folder }, cwd: folder };
    const service = ['--name', 'shop', '--driver', 'sqlite', '--dsn', join(folder, 'shop.db')];
    expect(faucetProgram.run(['faucet', 'db', 'add', ...service], options).code).toBe(0);
    const output = ['--all', '--base-url', 'https://api.company.test', '-o', 'openapi.json'];
    expect(faucetProgram.run(['faucet', 'openapi', ...output], options).code).toBe(0);

    const rules = ['--extends=recommended', '--skip-rule=info-license', '--format=json'];
    const report = spawnSync(process.execPath, [redocly, 'lint', ...rules, 'openapi.json'], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        REDOCLY_TELEMETRY: 'off',
        REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
      },
    });
    const { problems } = JSON.parse(report.stdout) as { problems: unknown[] };
    expect(problems).toEqual([]);
    expect(report.status).toBe(0);
  });
});
