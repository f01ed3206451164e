import type { SqliteDatabase } from '@aquifer/sqlite';
import { renderTimestamp } from './timestamps.ts';
import { sqlFunctions } from './values.ts';

/** Registers what SQLite lacks for rendering values: base64, and RFC 3339 for the rarer forms. */
export const registerSqlFunctions = (database: SqliteDatabase): void => {
  const options = { deterministic: true, directOnly: true } as const;
  database.function(sqlFunctions.base64, options, (value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  );
  database.function(sqlFunctions.timestamp, options, (value) =>
    typeof value === 'string' ? renderTimestamp(value) : value,
  );
};
