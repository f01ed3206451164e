import { estuaryServer } from './estuary-server.ts';
import { faucetServer } from './faucet-server.ts';
import { messageDbServer } from './messagedb-server.ts';
import type { Server } from './server.ts';

/** The servers that `aquifer up` starts, in this order. */
export const servers: readonly Server[] = [faucetServer, messageDbServer, estuaryServer];
