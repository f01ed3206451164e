import { setImmediate } from 'node:timers/promises';
import type { SqliteDatabase } from '@aquifer/sqlite';
import type { Append, AppendedGroup } from '../../append/append.ts';
import { fault } from '../../faults.ts';
import type {
  CategoryQuery,
  CategorySummary,
  ImportedMessage,
  LogState,
  LogStatistics,
  MessageLog,
  NoticePage,
  NoticeQuery,
  RowPage,
  StreamQuery,
  StreamsQuery,
  StreamSummary,
} from '../message-store.ts';
import type { OpenFiles } from './open-files.ts';
import { lastMessage, lastOfType } from './reading/last-message.ts';
import { readState, readVersion } from './reading/places.ts';
import { readCategory } from './reading/read-category.ts';
import { readNotices } from './reading/read-notices.ts';
import { readStream } from './reading/read-stream.ts';
import { listCategories, listStreams, readStatistics } from './reading/summaries.ts';
import { storeFault } from './store-error.ts';
import { decodeOutcomes, encodeGroup } from './writer/frames.ts';
import type { WriterThread } from './writer/writer-thread.ts';

/** What the logs of a store share. */
export interface LogFiles {
  readonly writer: WriterThread;
  /** Read-only connections of this thread. */
  readonly readers: OpenFiles;
}

/** The messages of a namespace: read here, written by the writer's thread. */
export class SqliteLog implements MessageLog {
  readonly fileName: string;
  readonly #namespace: string;
  readonly #files: LogFiles;
  #isGone = false;

  constructor(namespace: string, fileName: string, files: LogFiles) {
    this.fileName = fileName;
    this.#namespace = namespace;
    this.#files = files;
  }

  async append(group: readonly Append[]): Promise<AppendedGroup> {
    this.#check();
    const { fileName } = this;
    const frame = encodeGroup(group);
    return decodeOutcomes(group, await this.#files.writer.do({ kind: 'append', fileName, frame }));
  }

  async importMessages(messages: readonly ImportedMessage[]): Promise<void> {
    this.#check();
    await this.#files.writer.do({ kind: 'import', fileName: this.fileName, messages });
  }

  async clear(): Promise<void> {
    this.#check();
    await this.#files.writer.do({ kind: 'clear', fileName: this.fileName });
  }

  async readStream(query: StreamQuery): Promise<RowPage> {
    return this.#read((database) => readStream(database, query));
  }

  async readCategory(query: CategoryQuery): Promise<RowPage> {
    return this.#read((database) => readCategory(database, query));
  }

  async readNotices(query: NoticeQuery): Promise<NoticePage> {
    return this.#read((database) => readNotices(database, query));
  }

  async lastMessage(streamName: string, type: string | undefined): Promise<string | undefined> {
    if (type === undefined) return this.#read((database) => lastMessage(database, streamName));
    let before = Number.MAX_SAFE_INTEGER;
    for (;;) {
      const search = this.#read((database) => lastOfType(database, streamName, type, before));
      if ('row' in search) return search.row;
      before = search.before;
      // In a long stream without that type, others get a turn.
      await setImmediate();
    }
  }

  async version(streamName: string): Promise<number | undefined> {
    return this.#read((database) => readVersion(database, streamName));
  }

  async state(): Promise<LogState> {
    return this.#read(readState);
  }

  async streams(query: StreamsQuery): Promise<readonly StreamSummary[]> {
    return this.#read((database) => listStreams(database, query));
  }

  async categories(): Promise<readonly CategorySummary[]> {
    return this.#read(listCategories);
  }

  async statistics(): Promise<LogStatistics> {
    return this.#read(readStatistics);
  }

  /** Called when the namespace is deleted. */
  end(): void {
    this.#isGone = true;
    this.#files.readers.close(this.fileName);
  }

  #read<Result>(read: (database: SqliteDatabase) => Result): Result {
    this.#check();
    try {
      return read(this.#files.readers.get(this.fileName));
    } catch (error) {
      throw storeFault(error);
    }
  }

  #check(): void {
    if (this.#isGone) throw fault('namespace_gone', { namespace: this.#namespace });
  }
}
