import { schemaName } from './schema-name.ts';

/**
 * Where namespaces live. Most live where their id says; one that was adopted has brought its schema
 * along, which the registry tells.
 */
export class KnownSchemas {
  readonly #adopted = new Map<string, string>();

  of(namespace: string): string {
    return this.#adopted.get(namespace) ?? schemaName(namespace);
  }

  learn(namespace: string, schema: string): void {
    if (schema === schemaName(namespace)) this.#adopted.delete(namespace);
    else this.#adopted.set(namespace, schema);
  }
}
