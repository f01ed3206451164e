import { createLog } from '@aquifer/service';
import type { Log } from '@aquifer/service';

/** The log of a command that is not the server: to standard error, as the output is elsewhere. */
export const createCommandLog = (): Log => createLog({ level: 'warn', format: 'console' });
