import type { Postgres } from '@aquifer/postgres';
import type { RowPage } from '../message-store.ts';
import { pageBounds } from '../message-store.ts';
import { pageSource, type PageFilter } from './page-sources.ts';
import { pageStatement } from './page-statement.ts';
import { readTimeoutMs } from './read-timeout.ts';
import { categoryRow, noticeRow, streamRow } from './row-expressions.ts';

const rows = {
  stream: { row: streamRow },
  category: { row: categoryRow },
  notice: { row: noticeRow, isSmall: true },
} as const;

export interface PageRequest {
  readonly rows: keyof typeof rows;
  readonly from: number;
  readonly limit: number;
  readonly filter: PageFilter;
}

/** Reads pages of one table. */
export class PageReader {
  readonly #postgres: Postgres;
  readonly #table: string;
  /** Texts by what tells them apart: to make one costs as much as to send it. */
  readonly #statements = new Map<string, string>();

  constructor(postgres: Postgres, table: string) {
    this.#postgres = postgres;
    this.#table = table;
  }

  async read({ rows: kind, from, limit, filter }: PageRequest): Promise<RowPage> {
    const { source, values } = pageSource(filter);
    const key = `${kind} ${source.order} ${source.filter}`;
    const sql =
      this.#statements.get(key) ?? pageStatement({ table: this.#table, ...rows[kind], ...source });
    this.#statements.set(key, sql);
    const [answer] = await this.#postgres.readTexts(
      sql,
      [from, Math.min(limit, pageBounds.rows), ...values],
      { prepare: true, timeoutMs: readTimeoutMs },
    );
    const [page, count, next] = answer ?? [];
    return { rows: page ?? '', count: Number(count), next: numberOf(next) };
  }
}

const numberOf = (text: string | null | undefined): number | undefined =>
  text === null || text === undefined ? undefined : Number(text);
