import { sqliteErrorCode } from '@aquifer/sqlite';
import type { SqliteDatabase } from '@aquifer/sqlite';
import type { ImportedMessage } from '../../message-store.ts';
import { positionTaken } from '../../position-taken.ts';
import { readState } from '../reading/places.ts';
import { Refusal } from '../refusal.ts';
import { commit } from './commit.ts';
import { insertMessage } from './insert-message.ts';
import { revise } from './revise.ts';
import { Tally } from './tally.ts';

const HAS_STREAM = 'SELECT 1 FROM messages WHERE stream_name = ? LIMIT 1';

/** Stores messages at the places they bring: all in one transaction, or none. */
export function importBatch(database: SqliteDatabase, messages: readonly ImportedMessage[]): void {
  commit(database, () => {
    const { head } = readState(database);
    const tally = new Tally();
    for (const message of messages) {
      const isNewStream = database.value(HAS_STREAM, [message.streamName]) === undefined;
      try {
        insertMessage(database, message, message.time);
      } catch (error) {
        if (sqliteErrorCode(error) !== 'unique') throw error;
        throw new Refusal('position_exists', { reason: positionTaken(message) }, error);
      }
      tally.add(message.streamName, isNewStream);
    }
    tally.store(database);
    if (messages.some(({ globalPosition }) => globalPosition <= head)) revise(database);
  });
}
