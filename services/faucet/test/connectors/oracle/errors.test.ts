import { describe, expect, it } from 'vitest';
import { errorFault } from '../../../src/connectors/oracle/errors.ts';
import { bookTable } from '../golden/plans.ts';

const table = {
  ...bookTable([{ name: 'ID', db_type: 'NUMBER', json_type: 'integer' }]),
  indexes: [{ name: 'UQ_EMAIL', columns: ['EMAIL'], is_unique: true }],
};

/** As the driver throws them. */
const failure = (code: string, message: string): Error =>
  Object.assign(new Error(`${code}: ${message}`), { code, errorNum: Number(code.slice(4)) });

describe('What Oracle reports', () => {
  it.each([
    [
      'ORA-00001',
      'unique constraint (APP.UQ_EMAIL) violated',
      'unique_violation',
      'a row with this "EMAIL" exists already (key "UQ_EMAIL")',
    ],
    [
      'ORA-01400',
      'cannot insert NULL into ("APP"."BOOKS"."NAME")',
      'not_null_violation',
      '"NAME" must not be null',
    ],
    [
      'ORA-01407',
      'cannot update ("APP"."BOOKS"."NAME") to NULL',
      'not_null_violation',
      '"NAME" must not be null',
    ],
    [
      'ORA-02291',
      'integrity constraint (APP.FK_C) violated - parent key not found',
      'foreign_key_violation',
      'constraint "FK_C"',
    ],
    [
      'ORA-02292',
      'integrity constraint (APP.FK_C) violated - child record found',
      'foreign_key_violation',
      'rows still refer to it',
    ],
    ['ORA-02290', 'check constraint (APP.CK_Q) violated', 'check_violation', 'constraint "CK_Q"'],
    ['ORA-00904', '"NOPE": invalid identifier', 'sql_refused', 'there is no such column'],
    [
      'ORA-01438',
      'value larger than specified precision allowed for this column',
      'invalid_value',
      'out of the range',
    ],
    [
      'ORA-12899',
      'value too large for column "APP"."BOOKS"."CODE" (actual: 60, maximum: 20)',
      'invalid_value',
      'longer than its column',
    ],
    [
      'ORA-00060',
      'deadlock detected while waiting for resource',
      'database_busy',
      'locked by another writer',
    ],
    ['ORA-01031', 'insufficient privileges', 'permission_denied', 'may not do this'],
    [
      'ORA-32795',
      'cannot insert into a generated always identity column',
      'not_writable',
      'identity column cannot be set',
    ],
    [
      'ORA-20042',
      'Stock is empty\nORA-06512: at "APP.CHECK_STOCK", line 3',
      'check_violation',
      'Stock is empty',
    ],
    ['ORA-00955', 'name is already used by an existing object', 'name_taken', 'the name is taken'],
    [
      'ORA-00932',
      'inconsistent datatypes: expected - got CLOB',
      'invalid_value',
      'large objects only with LIKE',
    ],
    ['ORA-00600', 'internal error code', 'database_error', 'reported an error'],
  ])('%s becomes a fault: %s', (number, message, code, reason) => {
    const fault = errorFault(failure(number, message), { action: 'Insert', table }) as Error;
    expect(fault).toMatchObject({ code, message: expect.stringContaining(reason) as unknown });
    expect(fault.message).not.toMatch(/APP\.|line 3/);
  });

  it('names the table that is gone', () => {
    const gone = failure('ORA-00942', 'table or view does not exist');
    expect(errorFault(gone, { action: 'Query', table })).toMatchObject({ code: 'table_not_found' });
    expect(errorFault(gone, { action: 'Query' })).toMatchObject({ code: 'sql_refused' });
  });

  it.each([
    ['ORA-01017', 'database_refused'],
    ['ORA-28000', 'database_refused'],
    ['ORA-12514', 'database_refused'],
    ['ORA-12541', 'database_unavailable'],
    ['ORA-03113', 'database_unavailable'],
    ['ORA-01013', 'query_stopped'],
    ['NJS-503', 'database_unavailable'],
    ['NJS-040', 'database_unavailable'],
    ['NJS-518', 'database_refused'],
    ['NJS-116', 'database_refused'],
  ])('%s while connecting is %s', (number, code) => {
    expect(errorFault(failure(number, 'x'), { action: 'Connection' })).toMatchObject({ code });
  });

  it('a mistake of ours stays one', () => {
    const mistake = Object.assign(new TypeError('x'), { code: 'ERR_INVALID_ARG_TYPE' });
    expect(errorFault(mistake, { action: 'Query' })).toBe(mistake);
  });
});
