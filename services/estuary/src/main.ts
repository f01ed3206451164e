import { runProcess } from '@aquifer/service';
import { estuaryProgram } from './cli/estuary-program.ts';

await runProcess(estuaryProgram);
