import { runProcess } from '@aquifer/service';
import { faucetProgram } from './cli/faucet-program.ts';

await runProcess(faucetProgram);
