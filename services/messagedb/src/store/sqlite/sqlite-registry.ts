import type { Namespace } from '../../model/namespace.ts';
import type { Incarnation, NamespaceRegistry, StoredNamespace } from '../message-store.ts';
import { newFileName } from './file-names.ts';
import type { Registration } from './registry-file.ts';
import { SqliteLog } from './sqlite-log.ts';
import type { LogFiles } from './sqlite-log.ts';

/** Its incarnation is the name of its file. */
interface Tenant extends StoredNamespace {
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
  /** Files of namespaces that are being deleted: gone already for everybody, though not in the file. */
  readonly #deleting = new Set<string>();
  /** A change has failed, and may have been made nevertheless. */
  #isUncertain = false;

  constructor(
    files: LogFiles,
    registrations: readonly Registration[],
    readFile: () => readonly Registration[],
  ) {
    this.#files = files;
    this.#readFile = readFile;
    for (const registration of registrations) this.#add(registration);
  }

  async find(id: string): Promise<StoredNamespace | undefined> {
    return this.#known().get(id);
  }

  async list(): Promise<readonly StoredNamespace[]> {
    return [...this.#known().values()];
  }

  async create(namespace: Namespace): Promise<boolean> {
    const fileName = newFileName(namespace.id);
    const isNew = await this.#change(() =>
      this.#files.writer.do({ kind: 'create', namespace, fileName }),
    );
    if (isNew) this.#add({ namespace, fileName });
    return isNew;
  }

  async replaceToken(
    { id, incarnation: fileName }: Incarnation,
    tokenHash: string,
  ): Promise<boolean> {
    const isThere = await this.#change(() =>
      this.#files.writer.do({ kind: 'replace-token', id, fileName, tokenHash }),
    );
    const tenant = this.#tenants.get(id);
    if (isThere && tenant?.incarnation === fileName) {
      this.#tenants.set(id, { ...tenant, tokenHash });
    }
    return isThere;
  }

  async delete({ id, incarnation: fileName }: Incarnation): Promise<number | undefined> {
    const tenant = this.#known().get(id);
    if (tenant?.incarnation !== fileName) return undefined;
    // Before the file goes, nobody reads it any more.
    this.#end(tenant);
    this.#deleting.add(fileName);
    return this.#change(() =>
      this.#files.writer
        .do({ kind: 'delete', id, fileName })
        .finally(() => this.#deleting.delete(fileName)),
    );
  }

  #add({ namespace, fileName }: Pick<Registration, 'namespace' | 'fileName'>): void {
    if (this.#deleting.has(fileName)) return;
    const known = this.#tenants.get(namespace.id);
    // The log stays the same: it must be the one that is ended.
    const log =
      known?.incarnation === fileName
        ? known.log
        : new SqliteLog(namespace.id, fileName, this.#files);
    if (known !== undefined && known.log !== log) this.#end(known);
    this.#tenants.set(namespace.id, { ...namespace, incarnation: fileName, log });
  }

  #end({ id, log }: Tenant): void {
    this.#tenants.delete(id);
    log.end();
  }

  async #change<Result>(change: () => Promise<Result>): Promise<Result> {
    try {
      return await change();
    } catch (error) {
      this.#isUncertain = true;
      throw error;
    }
  }

  /** When it is unknown what became of a change, the file says so. */
  #known(): ReadonlyMap<string, Tenant> {
    if (this.#isUncertain) {
      this.#readAgain();
      this.#isUncertain = false;
    }
    return this.#tenants;
  }

  #readAgain(): void {
    const live = new Map(this.#readFile().map((each) => [each.namespace.id, each]));
    for (const tenant of this.#tenants.values()) {
      if (!live.has(tenant.id)) this.#end(tenant);
    }
    for (const registration of live.values()) this.#add(registration);
  }
}
