import { driverEnvironment } from '@aquifer/faucet';
import { runProcess } from '@aquifer/service';
import { aquiferProgram } from './aquifer-program.ts';

await runProcess(aquiferProgram, { libraryEnvironment: driverEnvironment });
