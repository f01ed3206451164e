import { programOf } from '../../support/program.ts';

/** The program `estuary`. */
export const estuaryProgram = programOf('estuary', '/health/live');
