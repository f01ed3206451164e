import { migrate } from '@aquifer/sqlite';
import type { SqliteDatabase } from '@aquifer/sqlite';
import type { Namespace } from '../../model/namespace.ts';
import { AttachedFile, fileSchema, makeDurable, makeFile } from './attached-file.ts';
import { registryMigrations } from './registry-schema.ts';

/** A namespace, its file, and how far its creation or removal went. */
export interface Registration {
  readonly namespace: Namespace;
  readonly fileName: string;
  readonly state: 'creating' | 'live' | 'deleting';
  readonly schemaVersion: number;
}

interface Row extends Omit<Namespace, 'createdAt'>, Omit<Registration, 'namespace'> {
  readonly createdAt: string;
}

const SELECT = `
  SELECT id, file_name AS fileName, state, schema_version AS schemaVersion,
    token_hash AS tokenHash, description, metadata, created_at AS createdAt
  FROM namespaces`;

/** The file that knows the namespaces. Every change is synced when its method returns. */
export class RegistryFile {
  readonly #file = new AttachedFile();
  readonly #database: SqliteDatabase = this.#file.database;

  /** The file is made when it is missing. */
  constructor(path: string) {
    makeFile(path);
    this.#file.attach(path, 'rw');
    makeDurable(this.#database);
  }

  migrate(): void {
    migrate(this.#database, registryMigrations, fileSchema);
  }

  list(): Registration[] {
    return this.#database.all<Row>(SELECT).map(readRow);
  }

  find(id: string): Registration | undefined {
    const row = this.#database.get<Row>(`${SELECT} WHERE id = ?`, [id]);
    return row === undefined ? undefined : readRow(row);
  }

  add({ namespace, fileName, state, schemaVersion }: Registration): void {
    this.#database.run(
      `INSERT INTO namespaces (id, file_name, state, schema_version, token_hash, description,
         metadata, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        namespace.id,
        fileName,
        state,
        schemaVersion,
        namespace.tokenHash,
        JSON.stringify(namespace.description),
        namespace.metadata,
        namespace.createdAt,
      ],
    );
  }

  setState(id: string, state: Registration['state']): void {
    this.#database.run('UPDATE namespaces SET state = ? WHERE id = ?', [state, id]);
  }

  setSchemaVersion(id: string, version: number): void {
    this.#database.run('UPDATE namespaces SET schema_version = ? WHERE id = ?', [version, id]);
  }

  /** False when there is no such namespace with this file. */
  replaceToken(id: string, fileName: string, tokenHash: string): boolean {
    const sql =
      "UPDATE namespaces SET token_hash = ? WHERE id = ? AND file_name = ? AND state = 'live'";
    return this.#database.run(sql, [tokenHash, id, fileName]).changes === 1;
  }

  remove(id: string): void {
    this.#database.run('DELETE FROM namespaces WHERE id = ?', [id]);
  }

  close(): void {
    this.#file.detach();
  }
}

function readRow({ fileName, state, schemaVersion, ...row }: Row): Registration {
  const { id, tokenHash, description, metadata, createdAt } = row;
  return {
    fileName,
    state,
    schemaVersion,
    namespace: {
      id,
      tokenHash,
      description: JSON.parse(description) as string,
      metadata,
      createdAt: new Date(createdAt),
    },
  };
}
