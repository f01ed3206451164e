import { describe, expect, it } from 'vitest';
import { errorFault } from '../../../src/connectors/snowflake/errors.ts';
import { bookTable } from '../golden/plans.ts';

const table = bookTable([{ name: 'ID', db_type: 'NUMBER(38,0)', json_type: 'integer' }]);

const failure = (code: string | number, message: string): Error =>
  Object.assign(new Error(message), { code });

describe('What Snowflake reports', () => {
  it.each([
    ['100072', 'NULL result in a non-nullable column', 'not_null_violation', 'must not be null'],
    [
      '100078',
      "String 'secret' is too long and would be truncated",
      'invalid_value',
      'longer than its column',
    ],
    [
      '100038',
      "Numeric value 'secret' is not recognized",
      'invalid_value',
      'does not fit its type',
    ],
    [
      '000904',
      "SQL compilation error: error line 1 at position 7\ninvalid identifier 'NOPE'",
      'sql_refused',
      'there is no such column',
    ],
    [
      '001003',
      "SQL compilation error: syntax error line 1 at position 7 unexpected 'secret'.",
      'sql_refused',
      'does not accept it',
    ],
    ['002002', "Object 'BOOKS' already exists.", 'name_taken', 'the name is taken'],
    [
      '003001',
      "Insufficient privileges to operate on table 'BOOKS'",
      'permission_denied',
      'may not do this',
    ],
    [
      '000625',
      'Statement was aborted because of a lock',
      'database_busy',
      'locked by another writer',
    ],
    ['000604', 'SQL execution canceled', 'query_stopped', 'stopped before it was done'],
    ['300002', 'Internal error', 'database_error', 'reported an error'],
  ])('%s becomes a fault without values: %s', (number, message, code, reason) => {
    const fault = errorFault(failure(number, message), { action: 'Insert', table }) as Error;
    expect(fault).toMatchObject({ code, message: expect.stringContaining(reason) as unknown });
    expect(fault.message).not.toContain('secret');
  });

  it('names the table that is gone, and shows remarks to whoever wrote the statement', () => {
    const gone = failure('002003', "Object 'BOOKS' does not exist or not authorized.");
    expect(errorFault(gone, { action: 'Query', table })).toMatchObject({ code: 'table_not_found' });
    expect(errorFault(gone, { action: 'Query', ownSql: true })).toMatchObject({
      message: "Query failed: Object 'BOOKS' does not exist or not authorized.",
    });
  });

  it.each([
    [390_100, 'database_refused'],
    ['390144', 'database_refused'],
    ['002043', 'database_refused'],
    ['000606', 'database_refused'],
    [401_001, 'database_unavailable'],
    ['ECONNREFUSED', 'database_unavailable'],
  ])('%s while connecting is %s', (number, code) => {
    expect(errorFault(failure(number, 'x'), { action: 'Connection' })).toMatchObject({ code });
  });
});
