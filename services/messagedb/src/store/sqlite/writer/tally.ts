import type { SqliteDatabase } from '@aquifer/sqlite';
import { category } from '../../../model/stream-name.ts';

const ADD = `
  INSERT INTO category_tallies (category, stream_count, message_count) VALUES (?, ?, ?)
  ON CONFLICT (category) DO UPDATE SET
    stream_count = stream_count + excluded.stream_count,
    message_count = message_count + excluded.message_count`;

/** Counts what a transaction adds, to be stored at its end: once for each category. */
export class Tally {
  readonly #categories = new Map<string, { streams: number; messages: number }>();

  add(streamName: string, isNewStream: boolean): void {
    const name = category(streamName);
    let counts = this.#categories.get(name);
    if (counts === undefined) {
      counts = { streams: 0, messages: 0 };
      this.#categories.set(name, counts);
    }
    counts.messages += 1;
    if (isNewStream) counts.streams += 1;
  }

  store(database: SqliteDatabase): void {
    for (const [name, { streams, messages }] of this.#categories) {
      database.run(ADD, [name, streams, messages]);
    }
  }
}
