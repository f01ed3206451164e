import type { Postgres } from '@aquifer/postgres';
import type { Log } from '@aquifer/service';
import type { KnownVersion } from './known-version.ts';
import { versionChannel } from './migrations.ts';

/** Notifications arrive in milliseconds; asking covers those lost with a connection. */
const ASK_INTERVAL_MS = 1_000;
const ASK_TIMEOUT_MS = 5_000;

/** Keeps `known` up to date by LISTEN and by asking every second. Returns the way to stop. */
export async function followVersion(
  postgres: Postgres,
  known: KnownVersion,
  log: Log,
): Promise<() => Promise<void>> {
  let stopped = false;
  let reachable = true;
  let timer: NodeJS.Timeout | undefined;

  async function ask(): Promise<void> {
    const before = known.heard;
    try {
      const version = await postgres.value<number>(
        'SELECT version FROM faucet.config_version',
        [],
        { timeoutMs: ASK_TIMEOUT_MS },
      );
      if (version !== undefined && known.heard === before) known.hear(version);
      if (!reachable) log.info('the configuration store answers again');
      reachable = true;
    } catch (error) {
      if (reachable && !stopped)
        log.error({ err: error }, 'the configuration store does not answer');
      reachable = false;
    }
  }

  async function askAgain(): Promise<void> {
    await ask();
    if (!stopped) timer = setTimeout(() => void askAgain(), ASK_INTERVAL_MS).unref();
  }

  const listener = await postgres.listen(
    versionChannel,
    (payload) => {
      const version = Number(payload);
      if (Number.isSafeInteger(version)) known.hearNotified(version);
    },
    {
      onReconnect: () => void ask(),
    },
  );
  void askAgain();

  return async () => {
    stopped = true;
    clearTimeout(timer);
    await listener.close();
  };
}
