import type { Caller } from '../access/caller.ts';
import type { Database } from '../databases/databases.ts';
import type { ConfigStore } from '../store/config-store.ts';
import { openApiDocument } from './document.ts';
import type { DocumentOptions } from './document.ts';
import { visibleService } from './visible-service.ts';

/** The document as JSON text, for the databases a caller may see. */
export async function renderOpenApi(
  caller: Caller,
  databases: readonly Database[],
  store: Pick<ConfigStore, 'contracts'>,
  options: DocumentOptions,
): Promise<string> {
  const services = await Promise.all(
    databases.map(async (database) => {
      const [schema, contracts] = await Promise.all([
        database.schema(),
        database.service.schemaLock === 'none' ? [] : store.contracts.list(database.service.name),
      ]);
      return visibleService(caller, database, schema, contracts);
    }),
  );
  return `${JSON.stringify(openApiDocument(services, options))}\n`;
}
