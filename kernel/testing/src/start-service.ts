import { createLog, openScope, readSettings } from '@aquifer/service';
import type { Service } from '@aquifer/service';

/** A service that runs in the process of the test. */
export interface TestService {
  /** Where its server is, without a path. */
  readonly url: string;
  readonly port: number;
  /** Ends it in order; what is left after five seconds is cut. Safe to call twice. */
  stop(): Promise<void>;
}

const STOP_MS = 5_000;

/** Starts a service with settings from these variables alone, and nothing in the log. */
export async function startService<S extends object>(
  service: Service<S>,
  env: Readonly<Record<string, string>>,
): Promise<TestService> {
  const settings = readSettings(service.settings, { env });
  const log = createLog({ level: 'silent', format: 'json' });
  const scope = openScope();
  const stop = async (): Promise<void> => {
    await scope.close({ deadlineMs: STOP_MS, log });
  };
  try {
    const { urls } = await service.start({ settings, log, scope });
    const { origin, port } = new URL(urls[0]?.url ?? '');
    return { url: origin, port: Number(port), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
