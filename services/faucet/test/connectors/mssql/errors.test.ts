import { describe, expect, it } from 'vitest';
import { errorFault } from '../../../src/connectors/mssql/errors.ts';
import { StatementFailure } from '../../../src/connectors/sql/failure.ts';
import { bookTable } from '../golden/plans.ts';

const table = {
  ...bookTable([{ name: 'id', db_type: 'int', json_type: 'integer' }]),
  indexes: [{ name: 'UQ_email', columns: ['email'], is_unique: true }],
};

/** As the driver throws them: the server's number, and its sentence. */
const failure = (number: number, message: string): Error =>
  Object.assign(new Error(message), { code: 'EREQUEST', number });

describe('What SQL Server reports', () => {
  it.each([
    [
      2627,
      "Violation of UNIQUE KEY constraint 'UQ_email'. Cannot insert duplicate key in object 'dbo.books'. The duplicate key value is (anna@example.com).",
      'unique_violation',
      'a row with this "email" exists already (key "UQ_email")',
    ],
    [
      2627,
      "Violation of PRIMARY KEY constraint 'PK_books'. Cannot insert duplicate key in object 'dbo.books'. The duplicate key value is (1).",
      'unique_violation',
      'a row with this "id" exists already',
    ],
    [
      2601,
      "Cannot insert duplicate key row in object 'dbo.books' with unique index 'UX_x'. The duplicate key value is (1).",
      'unique_violation',
      'a row with this key exists already (key "UX_x")',
    ],
    [
      515,
      "Cannot insert the value NULL into column 'name', table 'shop.dbo.books'; column does not allow nulls. INSERT fails.",
      'not_null_violation',
      '"name" must not be null',
    ],
    [
      547,
      'The INSERT statement conflicted with the FOREIGN KEY constraint "FK_c". The conflict occurred in database "shop", table "dbo.customers", column \'id\'.',
      'foreign_key_violation',
      'constraint "FK_c"',
    ],
    [
      547,
      'The DELETE statement conflicted with the REFERENCE constraint "FK_c". The conflict occurred in database "shop".',
      'foreign_key_violation',
      'rows still refer to it',
    ],
    [
      547,
      'The INSERT statement conflicted with the CHECK constraint "CK_q". The conflict occurred in database "shop".',
      'check_violation',
      'constraint "CK_q"',
    ],
    [207, "Invalid column name 'nope'.", 'sql_refused', 'there is no such column'],
    [
      8115,
      'Arithmetic overflow error converting expression to data type int.',
      'invalid_value',
      'out of the range',
    ],
    [
      2628,
      "String or binary data would be truncated in table 'shop.dbo.books', column 'code'. Truncated value: 'secret'.",
      'invalid_value',
      'longer than its column',
    ],
    [
      1205,
      'Transaction (Process ID 52) was deadlocked on lock resources',
      'database_busy',
      'locked by another writer',
    ],
    [
      229,
      "The INSERT permission was denied on the object 'books'",
      'permission_denied',
      'may not do this',
    ],
    [
      544,
      "Cannot insert explicit value for identity column in table 'books' when IDENTITY_INSERT is set to OFF.",
      'not_writable',
      'identity column cannot be set',
    ],
    [50_000, 'Stock is empty', 'check_violation', 'Stock is empty'],
    [
      2714,
      "There is already an object named 'books' in the database.",
      'name_taken',
      'the name is taken',
    ],
    [99_999 - 60_000, 'Something new', 'database_error', 'reported an error'],
  ])('%i becomes a fault without values: %s', (number, message, code, reason) => {
    const fault = errorFault(failure(number, message), { action: 'Insert', table }) as Error & {
      code: string;
    };
    expect(fault).toMatchObject({ code, message: expect.stringContaining(reason) as unknown });
    expect(fault.message).not.toMatch(/anna@|secret|shop/);
  });

  it('names the table that is gone', () => {
    const gone = failure(208, "Invalid object name 'dbo.books'.");
    expect(errorFault(gone, { action: 'Query', table })).toMatchObject({ code: 'table_not_found' });
    expect(errorFault(gone, { action: 'Query' })).toMatchObject({ code: 'sql_refused' });
  });

  it('shows remarks on the words of a statement to whoever wrote it, and to nobody else', () => {
    const typo = failure(102, "Incorrect syntax near 'FORM'.");
    expect(errorFault(typo, { action: 'Query', ownSql: true })).toMatchObject({
      message: "Query failed: Incorrect syntax near 'FORM'.",
    });
    expect(errorFault(typo, { action: 'Query' })).toMatchObject({
      message: 'Query failed: the database does not accept it',
    });
  });

  it.each([
    [Object.assign(new Error('Failed to connect'), { code: 'ESOCKET' }), 'database_unavailable'],
    [Object.assign(new Error('timeout'), { code: 'ETIMEOUT' }), 'database_unavailable'],
    [
      Object.assign(new Error("Login failed for user 'sa'."), { code: 'ELOGIN' }),
      'database_refused',
    ],
    [
      Object.assign(new Error('x'), {
        code: 'ELOGIN',
        originalError: Object.assign(new Error('y'), { info: { number: 4060 } }),
      }),
      'database_refused',
    ],
    [Object.assign(new Error('Canceled.'), { code: 'ECANCEL' }), 'query_stopped'],
    [new StatementFailure('timeout'), 'query_stopped'],
    [
      Object.assign(new Error('operation timed out'), { name: 'TimeoutError' }),
      'database_unavailable',
    ],
  ])('a connection that fails with %s', (error, code) => {
    expect(errorFault(error, { action: 'Connection' })).toMatchObject({ code });
  });

  it('a statement that took too long says after how many seconds', () => {
    const late = new StatementFailure('timeout');
    expect(errorFault(late, { action: 'Query', timeoutMs: 1500 })).toMatchObject({
      code: 'query_timeout',
      message: 'Query failed: stopped after 1.5 seconds',
    });
  });

  it('a mistake of ours stays one', () => {
    const mistake = new TypeError('x is not a function');
    expect(errorFault(mistake, { action: 'Query' })).toBe(mistake);
  });
});
