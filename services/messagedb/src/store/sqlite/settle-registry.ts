import { logSchemaVersion } from './log-schema.ts';
import type { NamespaceFiles } from './namespace-files.ts';
import { Refusal } from './refusal.ts';
import type { Registration, RegistryFile } from './registry-file.ts';

/**
 * Ends what a crash interrupted and brings every file to the newest schema; then each namespace
 * is there with its file, or not at all. Returns those that are there.
 */
export function settleRegistry(registry: RegistryFile, files: NamespaceFiles): Registration[] {
  const live: Registration[] = [];
  for (const registration of registry.list()) {
    const { namespace, fileName, state, schemaVersion } = registration;
    if (state !== 'live') {
      removeNamespace(registry, files, registration);
      continue;
    }
    if (schemaVersion > logSchemaVersion) {
      throw new Refusal('store_newer', {}, `${fileName} has schema version ${schemaVersion}`);
    }
    if (schemaVersion < logSchemaVersion) {
      files.migrate(fileName);
      registry.setSchemaVersion(namespace.id, logSchemaVersion);
    }
    live.push(registration);
  }
  return live;
}

/** The files first: while they are there, the registry says that they must go. */
export function removeNamespace(
  registry: RegistryFile,
  files: NamespaceFiles,
  { namespace, fileName }: Registration,
): void {
  files.remove(fileName);
  registry.remove(namespace.id);
}
