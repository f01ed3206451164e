import { programOf } from '../../support/program.ts';

/** The program `messagedb`. */
export const messageDbProgram = programOf('messagedb', '/health');
