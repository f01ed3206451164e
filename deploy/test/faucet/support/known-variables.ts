import { faucetSettings } from '@aquifer/faucet';
import { variablesOf } from '../../support/named-variables.ts';

/** Every variable Faucet reads. */
export const knownVariables: ReadonlySet<string> = variablesOf(faucetSettings);
