import { runProcess } from '@aquifer/service';
import { driverEnvironment } from '../../../src/connectors/snowflake/driver-environment.ts';
import type { ConnectionOptions } from '../../../src/connectors/snowflake/sdk.ts';
import { loadDriver } from '../../../src/connectors/snowflake/snowflake.ts';

/** A program for `driver-environment.test.ts`: signs in with the real driver, and out again. */
await runProcess(
  async ({ args: [accessUrl] }) => {
    const sdk = await loadDriver();
    const options = { account: 'acc', username: 'u', password: 'p', accessUrl, retryTimeout: 1 };
    const connection = sdk.createConnection(options satisfies ConnectionOptions);
    await new Promise<void>((resolve, reject) => {
      connection.connect((error) => (error ? reject(error) : resolve()));
    });
    await new Promise<void>((resolve) => connection.destroy(() => resolve()));
    return 0;
  },
  { libraryEnvironment: driverEnvironment },
);
