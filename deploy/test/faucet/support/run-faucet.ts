import { programOf } from '../../support/program.ts';

/** The program `faucet`. */
export const faucetProgram = programOf('faucet', '/healthz');
