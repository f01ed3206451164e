import { nameFunctions } from './name-functions.ts';
import { readFunctions } from './read-functions.ts';
import { writeFunctions } from './write-functions.ts';

/**
 * The SQL functions of Eventide's message-db 1.3 (contract §14), so that its clients work on a
 * namespace: same signatures, same results, same sentences. They number messages as our own writers
 * do and wait for the same lock, so every promise of order holds whichever way a message came.
 *
 * Bodies name the schema, so they need no search path, as in a session that restores a dump.
 */
export function eventideFunctions(schema: string): string {
  return [nameFunctions(schema), writeFunctions(schema), readFunctions(schema)].join('\n');
}
