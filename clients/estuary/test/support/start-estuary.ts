import { createEstuaryService } from '@aquifer/estuary';
import { freePort, startService } from '@aquifer/testing';
import type { TestService } from '@aquifer/testing';
import { onTestFinished } from 'vitest';

/** An Estuary in memory on a free port, stopped when the test ends. */
export async function startEstuary(env: Record<string, string> = {}): Promise<TestService> {
  const server = await startService(createEstuaryService(), {
    HOST: '127.0.0.1',
    PORT: String(await freePort()),
    DATABASE_TYPE: 'memory',
    RATE_LIMIT_MAX_REQUESTS: '1000000',
    ...env,
  });
  onTestFinished(server.stop);
  return server;
}
