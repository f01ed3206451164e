import { runProcess } from '@aquifer/service';
import { messageDbProgram } from './cli/messagedb-program.ts';

await runProcess(messageDbProgram);
