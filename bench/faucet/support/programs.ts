import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPeer } from '../../support/install-peer.ts';

/** How a Faucet is called: a command and the arguments that come before ours. */
export type Program = readonly [command: string, ...args: string[]];

const peerPackage = '@faucetdb/linux-x64';
const peerVersion = '0.1.13';

/** The built Faucet of this repository, or of another clone of it. */
export function ourProgram(repository?: string): Program {
  const root = repository ?? fileURLToPath(new URL('../../..', import.meta.url));
  return [process.execPath, join(resolve(root), 'services/faucet/bin/faucet.js')];
}

/** The released Faucet that we are measured against. */
export async function peerProgram(): Promise<Program> {
  const cache = await installPeer('faucet', [`${peerPackage}@${peerVersion}`]);
  return [join(cache, 'node_modules', peerPackage, 'bin', 'faucet')];
}
