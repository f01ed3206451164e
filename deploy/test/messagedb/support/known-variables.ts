import { messageDbSettings } from '@aquifer/messagedb';
import { variablesOf } from '../../support/named-variables.ts';

/** Every variable MessageDB reads. */
export const knownVariables: ReadonlySet<string> = variablesOf(messageDbSettings);
