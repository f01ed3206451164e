import { openSqlite } from '@aquifer/sqlite';
import { expect, it } from 'vitest';
import { errorFault } from '../../../src/connectors/sqlite/errors.ts';

it('names the rule that a row breaks, and does not tell the SQL of one without a name', () => {
  const database = openSqlite(':memory:');
  database.exec(
    `CREATE TABLE people (age INTEGER CONSTRAINT adult CHECK (age >= 18), salary CHECK (salary < 90000))`,
  );
  const refusalOf = (sql: string): unknown => {
    try {
      database.exec(sql);
      return 'nothing was refused';
    } catch (error) {
      return errorFault(error, 'Insert');
    }
  };
  expect(refusalOf('INSERT INTO people VALUES (5, 1)')).toMatchObject({
    message: 'Insert failed: the row breaks the rule adult',
  });
  expect(refusalOf('INSERT INTO people VALUES (50, 90001)')).toMatchObject({
    message: 'Insert failed: the row breaks a rule of the table',
  });
  database.close();
});
