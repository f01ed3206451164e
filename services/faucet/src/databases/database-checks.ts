import type { Health } from '@aquifer/http';
import type { Databases } from './databases.ts';

/**
 * Makes every active service a readiness check of its name, and keeps it so as
 * services come and go. One that is not connected fails (contract §5.1).
 */
export function registerDatabaseChecks(
  health: Pick<Health, 'register'>,
  databases: Pick<Databases, 'names' | 'ping' | 'onChange'>,
): void {
  const registered = new Map<string, () => void>();

  function follow(): void {
    const names = new Set(databases.names());
    for (const [name, remove] of registered) {
      if (names.has(name)) continue;
      remove();
      registered.delete(name);
    }
    for (const name of names) {
      if (registered.has(name)) continue;
      registered.set(
        name,
        health.register(name, () => databases.ping(name)),
      );
    }
  }

  follow();
  databases.onChange(follow);
}
