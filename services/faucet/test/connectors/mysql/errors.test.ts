import { expect, it } from 'vitest';
import { errorFault } from '../../../src/connectors/mysql/errors.ts';

it("takes MariaDB's refusal of an unknown type for the caller's mistake", () => {
  const error = Object.assign(new Error("Unknown data type: 'frobnicate'"), {
    code: 'ER_UNKNOWN_DATA_TYPE',
    errno: 4161,
    sqlState: 'HY000',
    sqlMessage: "Unknown data type: 'frobnicate'",
  });
  expect(errorFault(error, { action: 'Schema change' })).toMatchObject({
    status: 400,
    message: 'Schema change failed: there is no such type',
  });
});
