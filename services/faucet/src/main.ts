import { runProcess } from '@aquifer/service';
import { faucetProgram } from './cli/faucet-program.ts';
import { driverEnvironment } from './connectors/snowflake/driver-environment.ts';

await runProcess(faucetProgram, { libraryEnvironment: driverEnvironment });
