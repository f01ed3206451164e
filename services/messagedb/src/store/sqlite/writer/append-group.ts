import type { SqliteDatabase } from '@aquifer/sqlite';
import type { Append, AppendOutcome, GroupState, StoredMessage } from '../../../append/append.ts';
import { decideGroup } from '../../../append/decide-group.ts';
import { readVersion } from '../reading/places.ts';
import { commit } from './commit.ts';
import { insertMessage } from './insert-message.ts';
import { Tally } from './tally.ts';

const LAST = `
  SELECT global_position AS head, time FROM messages
  WHERE global_position = (SELECT max(global_position) FROM messages)`;

const STORED = `
  SELECT stream_name AS streamName, position, global_position AS globalPosition, type, data
  FROM messages WHERE id = ?`;

interface Last {
  readonly head: number;
  readonly time: string;
}

/** Decides about a group and stores it, in one transaction. */
export function appendGroup(
  database: SqliteDatabase,
  group: readonly Append[],
): { readonly previousHead: number; readonly outcomes: readonly AppendOutcome[] } {
  return commit(database, () => {
    const last = database.get<Last>(LAST);
    const state = readState(database, group, last?.head ?? 0);
    const { outcomes, messages } = decideGroup(group, state);
    const time = timeAfter(last?.time);
    const tally = new Tally();
    for (const message of messages) {
      insertMessage(database, message, time);
      tally.add(message.streamName, message.position === 0);
    }
    tally.store(database);
    return { previousHead: state.head, outcomes };
  });
}

function readState(database: SqliteDatabase, group: readonly Append[], head: number): GroupState {
  const versions = new Map<string, number>();
  const stored = new Map<string, StoredMessage>();
  const seen = new Set<string>();
  for (const { streamName, messages } of group) {
    if (!seen.has(streamName)) {
      seen.add(streamName);
      const version = readVersion(database, streamName);
      if (version !== undefined) versions.set(streamName, version);
    }
    for (const { id, isIdGiven } of messages) {
      if (!isIdGiven) continue;
      const found = database.get<StoredMessage>(STORED, [id]);
      if (found !== undefined) stored.set(id, found);
    }
  }
  return { head, versions, stored };
}

/** Now, or the time of the last message when the clock is behind it: the log never runs backwards. */
function timeAfter(last: string | undefined): string {
  const now = Date.now();
  return last !== undefined && Date.parse(last) >= now ? last : new Date(now).toISOString();
}
