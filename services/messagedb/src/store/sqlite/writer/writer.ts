import { logSchemaVersion } from '../log-schema.ts';
import { NamespaceFiles } from '../namespace-files.ts';
import { OpenFiles } from '../open-files.ts';
import { RegistryFile } from '../registry-file.ts';
import { removeNamespace } from '../settle-registry.ts';
import type { StoreFolder } from '../store-folder.ts';
import { appendGroup } from './append-group.ts';
import type { Answer, Command } from './commands.ts';
import { commit } from './commit.ts';
import { decodeGroup, encodeOutcomes } from './frames.ts';
import type { AppendFrame, OutcomeFrame } from './frames.ts';
import { importBatch } from './import-batch.ts';
import { revise } from './revise.ts';

type CommandOf<Kind extends Command['kind']> = Extract<Command, { readonly kind: Kind }>;

/** The one writer of a store: does commands one after the other. Runs in the writer's thread. */
export class Writer {
  readonly #files: NamespaceFiles;
  readonly #logs: OpenFiles;
  readonly #registry: RegistryFile;

  constructor({ folder, registry }: StoreFolder) {
    this.#files = new NamespaceFiles(folder);
    this.#logs = new OpenFiles((file, fileName) => this.#files.attach(file, fileName));
    this.#registry = new RegistryFile(registry);
  }

  do(command: Command): Answer {
    switch (command.kind) {
      case 'append':
        return this.#onLog(command.fileName, () => this.#append(command.fileName, command.frame));
      case 'import':
        return this.#onLog(command.fileName, () => this.#import(command));
      case 'clear':
        return this.#onLog(command.fileName, () => this.#clear(command.fileName));
      case 'create':
        return this.#create(command);
      case 'replace-token':
        return this.#registry.replaceToken(command.id, command.fileName, command.tokenHash);
      case 'delete':
        return this.#delete(command);
      case 'close':
        this.#logs.closeAll();
        this.#registry.close();
        return undefined;
    }
  }

  #append(fileName: string, frame: AppendFrame): OutcomeFrame {
    const group = decodeGroup(frame);
    const { previousHead, outcomes } = appendGroup(this.#logs.get(fileName), group);
    return encodeOutcomes(previousHead, group, outcomes);
  }

  #import({ fileName, messages }: CommandOf<'import'>): undefined {
    importBatch(this.#logs.get(fileName), messages);
  }

  /** After an error the file is opened anew, so that nothing of what failed stays in a cache. */
  #onLog<Result>(fileName: string, action: () => Result): Result {
    try {
      return action();
    } catch (error) {
      this.#logs.close(fileName);
      throw error;
    }
  }

  #clear(fileName: string): undefined {
    const database = this.#logs.get(fileName);
    commit(database, () => {
      database.run('DELETE FROM messages');
      database.run('DELETE FROM category_tallies');
      revise(database);
    });
  }

  #create({ namespace, fileName }: CommandOf<'create'>): boolean {
    const { id } = namespace;
    const found = this.#registry.find(id);
    if (found?.state === 'live') return false;
    if (found !== undefined) removeNamespace(this.#registry, this.#files, found);
    const schemaVersion = logSchemaVersion;
    this.#registry.add({ namespace, fileName, state: 'creating', schemaVersion });
    this.#files.create(fileName);
    this.#registry.setState(id, 'live');
    return true;
  }

  #delete({ id, fileName }: CommandOf<'delete'>): number | undefined {
    const found = this.#registry.find(id);
    if (found?.state !== 'live' || found.fileName !== fileName) return undefined;
    const count = this.#count(fileName);
    this.#registry.setState(id, 'deleting');
    this.#logs.close(fileName);
    try {
      removeNamespace(this.#registry, this.#files, found);
    } catch {
      // It is gone for everybody; what is left of it goes when the store is opened again.
    }
    return count;
  }

  /** A file that cannot be read can still be deleted. */
  #count(fileName: string): number {
    const sql = 'SELECT coalesce(sum(message_count), 0) FROM category_tallies';
    try {
      return this.#logs.get(fileName).value<number>(sql) ?? 0;
    } catch {
      return 0;
    }
  }
}
