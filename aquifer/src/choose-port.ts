import { createServer } from 'node:net';
import { Fault } from '@aquifer/service';

/** How many ports are tried after the wanted one. */
const ATTEMPTS = 100;

/** The wanted port if nobody listens on it, else the next free one. Port 0 stays 0: the system chooses. */
export async function choosePort(host: string, wanted: number): Promise<number> {
  if (wanted === 0) return 0;
  for (let port = wanted; port < Math.min(wanted + ATTEMPTS, 65_536); port += 1) {
    if (await isFree(host, port)) return port;
  }
  throw new Fault({
    code: 'no_free_port',
    status: 500,
    message: `no free port from ${wanted} to ${wanted + ATTEMPTS - 1} on ${host}`,
  });
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
