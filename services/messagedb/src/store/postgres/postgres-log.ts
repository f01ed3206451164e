import type { Postgres } from '@aquifer/postgres';
import type { Append, AppendedGroup } from '../../append/append.ts';
import type { Notice } from '../../model/message.ts';
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
import { appendGroup } from './append-group.ts';
import { findGlobalPosition, findPosition } from './find-position.ts';
import { clearMessages, importMessages } from './import-messages.ts';
import type { MessagesTable } from './messages-table.ts';
import { readLastMessage, readState, readVersion } from './read-last.ts';
import { PageReader } from './read-page.ts';
import { quoted } from './schema-name.ts';
import { reachStore } from './store-failure.ts';
import { readCategories, readMessageCount, readStatistics, readStreams } from './summaries.ts';

/** The log of one namespace, in a table of its own. */
export class PostgresLog implements MessageLog {
  readonly #postgres: Postgres;
  readonly #namespace: string;
  readonly #place: MessagesTable;
  readonly #pages: PageReader;

  constructor(postgres: Postgres, namespace: string, schema: string) {
    this.#postgres = postgres;
    this.#namespace = namespace;
    this.#place = { schema, table: `${quoted(schema)}.messages` };
    this.#pages = new PageReader(postgres, this.#place.table);
  }

  append(group: readonly Append[]): Promise<AppendedGroup> {
    return this.#reach(() => appendGroup(this.#postgres, this.#place, group));
  }

  readStream({ streamName, by, from, limit }: StreamQuery): Promise<RowPage> {
    const read = (place: number): Promise<RowPage> =>
      this.#pages.read({ rows: 'stream', from: place, limit, filter: { streamName } });
    if (by === 'position') return this.#reach(() => read(from));
    return this.#reach(async () => {
      const { table } = this.#place;
      const page = await read(await findPosition(this.#postgres, table, streamName, from));
      if (page.next === undefined) return page;
      const next = await findGlobalPosition(this.#postgres, table, streamName, page.next);
      return { ...page, next };
    });
  }

  readCategory({ from, limit, ...filter }: CategoryQuery): Promise<RowPage> {
    return this.#reach(() => this.#pages.read({ rows: 'category', from, limit, filter }));
  }

  readNotices({ from, limit, ...filter }: NoticeQuery): Promise<NoticePage> {
    return this.#reach(async () => {
      const shown = filter.kind === 'all' ? {} : filter;
      const { rows, next } = await this.#pages.read({ rows: 'notice', from, limit, filter: shown });
      const notices = (JSON.parse(`[${rows}]`) as [string, number, number][]).map(
        ([streamName, position, globalPosition]): Notice => ({
          streamName,
          position,
          globalPosition,
        }),
      );
      return { notices, next };
    });
  }

  lastMessage(streamName: string, type: string | undefined): Promise<string | undefined> {
    return this.#reach(() => readLastMessage(this.#postgres, this.#place.table, streamName, type));
  }

  version(streamName: string): Promise<number | undefined> {
    return this.#reach(() => readVersion(this.#postgres, this.#place.table, streamName));
  }

  state(): Promise<LogState> {
    return this.#reach(() => readState(this.#postgres, this.#place));
  }

  streams(query: StreamsQuery): Promise<readonly StreamSummary[]> {
    return this.#reach(() => readStreams(this.#postgres, this.#place.table, query));
  }

  categories(): Promise<readonly CategorySummary[]> {
    return this.#reach(() => readCategories(this.#postgres, this.#place.table));
  }

  statistics(): Promise<LogStatistics> {
    return this.#reach(() => readStatistics(this.#postgres, this.#place.table));
  }

  countMessages(): Promise<number> {
    return this.#reach(() => readMessageCount(this.#postgres, this.#place.table));
  }

  importMessages(messages: readonly ImportedMessage[]): Promise<void> {
    return this.#reach(() => importMessages(this.#postgres, this.#place, messages));
  }

  clear(): Promise<void> {
    return this.#reach(() => clearMessages(this.#postgres, this.#place));
  }

  #reach<Result>(work: () => Promise<Result>): Promise<Result> {
    return reachStore(work, this.#namespace);
  }
}
