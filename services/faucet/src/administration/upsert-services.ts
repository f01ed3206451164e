import type { NewDatabaseService } from '../model/database-service.ts';
import type { Desk } from './desk.ts';
import { createService, updateService } from './services.ts';

/**
 * Creates the services of the configuration file, or brings them up to date. One
 * that is no longer in the file stays: it may have been added by other means.
 */
export async function upsertServices(
  desk: Desk,
  services: readonly NewDatabaseService[],
): Promise<void> {
  for (const { name, ...wanted } of services) {
    const known = await desk.store.services.find(name);
    if (known === undefined) await createService(desk, { name, ...wanted });
    else if (differs(known, wanted)) await updateService(desk, name, wanted);
  }
}

/** An unchanged service is left alone, so that a restart neither reconnects others nor fills the audit log. */
function differs(known: object, wanted: object): boolean {
  return Object.entries(wanted).some(([field, value]: [string, unknown]) => {
    const current: unknown = Reflect.get(known, field);
    const bothObjects = typeof value === 'object' && typeof current === 'object';
    return bothObjects && value !== null && current !== null
      ? differs(current, value)
      : current !== value;
  });
}
