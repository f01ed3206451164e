import { fault } from '../../faults.ts';
import type { Namespace } from '../../model/namespace.ts';
import type { NamespaceRegistry } from '../message-store.ts';
import { namespaceFileName } from './file-names.ts';
import type { Registration } from './registry-file.ts';
import { SqliteLog } from './sqlite-log.ts';
import type { LogFiles } from './sqlite-log.ts';

interface Tenant {
  namespace: Namespace;
  readonly log: SqliteLog;
}

/**
 * The namespaces of a store. This process is the only one that has the data directory, so what is
 * in memory is what is in the file, and finding one costs nothing.
 */
export class SqliteRegistry implements NamespaceRegistry {
  readonly #files: LogFiles;
  readonly #readFile: () => readonly Registration[];
  readonly #tenants = new Map<string, Tenant>();

  constructor(
    files: LogFiles,
    registrations: readonly Registration[],
    readFile: () => readonly Registration[],
  ) {
    this.#files = files;
    this.#readFile = readFile;
    for (const { namespace, fileName } of registrations) this.#add(namespace, fileName);
  }

  log(namespace: string): SqliteLog {
    const tenant = this.#tenants.get(namespace);
    if (tenant === undefined) throw fault('namespace_gone', { namespace });
    return tenant.log;
  }

  async find(id: string): Promise<Namespace | undefined> {
    return this.#tenants.get(id)?.namespace;
  }

  async list(): Promise<readonly Namespace[]> {
    return Array.from(this.#tenants.values(), ({ namespace }) => namespace);
  }

  async create(namespace: Namespace): Promise<boolean> {
    const isNew = await this.#change(() => this.#files.writer.do({ kind: 'create', namespace }));
    if (isNew) this.#add(namespace, namespaceFileName(namespace.id));
    return isNew;
  }

  async replaceToken(id: string, tokenHash: string): Promise<boolean> {
    const isThere = await this.#change(() =>
      this.#files.writer.do({ kind: 'replace-token', id, tokenHash }),
    );
    const tenant = this.#tenants.get(id);
    if (isThere && tenant !== undefined) tenant.namespace = { ...tenant.namespace, tokenHash };
    return isThere;
  }

  async delete(id: string): Promise<number | undefined> {
    const tenant = this.#tenants.get(id);
    // Before the file goes, nobody reads it any more.
    this.#tenants.delete(id);
    tenant?.log.end();
    return this.#change(() => this.#files.writer.do({ kind: 'delete', id }));
  }

  #add(namespace: Namespace, fileName: string): void {
    this.#tenants.set(namespace.id, {
      namespace,
      log: new SqliteLog(namespace.id, fileName, this.#files),
    });
  }

  /** When it is unknown what became of a change, the file says so. */
  async #change<Result>(change: () => Promise<Result>): Promise<Result> {
    try {
      return await change();
    } catch (error) {
      this.#readAgain();
      throw error;
    }
  }

  #readAgain(): void {
    const live = new Map(this.#readFile().map((each) => [each.namespace.id, each]));
    for (const [id, tenant] of this.#tenants) {
      if (live.has(id)) continue;
      this.#tenants.delete(id);
      tenant.log.end();
    }
    for (const { namespace, fileName } of live.values()) {
      const tenant = this.#tenants.get(namespace.id);
      if (tenant === undefined) this.#add(namespace, fileName);
      else tenant.namespace = namespace;
    }
  }
}
