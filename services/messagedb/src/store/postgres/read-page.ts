import type { Postgres } from '@aquifer/postgres';
import type { RowPage } from '../message-store.ts';
import { pageBounds } from '../message-store.ts';
import { pageSource, type PageFilter } from './page-sources.ts';
import { exactPage, quickPage, type PageSource } from './page-statement.ts';
import { readTimeoutMs } from './read-timeout.ts';
import { categoryRow, noticeRow, streamRow } from './row-expressions.ts';

/** Kinds of rows that a page may hold. */
type RowKind = 'stream' | 'category' | 'notice';

const renderings: Readonly<
  Record<RowKind, { readonly row: string; readonly quick: (source: PageSource) => string }>
> = {
  stream: { row: streamRow, quick: quickPage },
  category: { row: categoryRow, quick: quickPage },
  notice: { row: noticeRow, quick: (source: PageSource) => quickPage(source, 'true') },
};

export interface PageRequest {
  readonly rows: RowKind;
  readonly from: number;
  readonly limit: number;
  readonly filter: PageFilter;
}

interface Statements {
  readonly quick: string;
  readonly exact: string;
}

/** Reads pages of one table. */
export class PageReader {
  readonly #postgres: Postgres;
  readonly #table: string;
  /** By what tells them apart: to make a text costs as much as to send it. */
  readonly #statements = new Map<string, Statements>();

  constructor(postgres: Postgres, table: string) {
    this.#postgres = postgres;
    this.#table = table;
  }

  async read({ rows, from, limit, filter }: PageRequest): Promise<RowPage> {
    const { source, values } = pageSource(filter);
    const statements = this.#statementsFor(rows, source);
    const all = [from, Math.min(limit, pageBounds.rows), ...values];
    const quick = await this.#run(statements.quick, all);
    return quick ?? (await this.#run(statements.exact, all)) ?? noPage;
  }

  async #run(sql: string, values: readonly (string | number)[]): Promise<RowPage | undefined> {
    const options = { prepare: true, timeoutMs: readTimeoutMs };
    const [answer] = await this.#postgres.readTexts(sql, values, options);
    const [page, count, next, isWhole] = answer ?? [];
    if (isWhole !== 't') return undefined;
    return { rows: page ?? '', count: Number(count), next: numberOf(next) };
  }

  #statementsFor(rows: PageRequest['rows'], source: Omit<PageSource, 'table' | 'row'>): Statements {
    const key = `${rows} ${source.order} ${source.filter}`;
    const known = this.#statements.get(key);
    if (known !== undefined) return known;
    const { row, quick } = renderings[rows];
    const whole = { ...source, table: this.#table, row };
    const made = { quick: quick(whole), exact: exactPage(whole) };
    this.#statements.set(key, made);
    return made;
  }
}

const noPage: RowPage = { rows: '', count: 0, next: undefined };

const numberOf = (text: string | null | undefined): number | undefined =>
  text === null || text === undefined ? undefined : Number(text);
