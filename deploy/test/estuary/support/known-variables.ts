import { estuarySettings } from '@aquifer/estuary';
import { variablesOf } from '../../support/named-variables.ts';

const production = estuarySettings('production');

/** Lists and addresses may come from a file as well, though they are no secrets. */
const files = ['AUTH_JWKS_URLS_FILE'];

/** Every variable Estuary reads. */
export const knownVariables: ReadonlySet<string> = new Set([...variablesOf(production), ...files]);
