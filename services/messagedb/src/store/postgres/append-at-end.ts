import type { Postgres } from '@aquifer/postgres';
import type { Append, AppendedGroup, GroupState } from '../../append/append.ts';
import { decideGroup } from '../../append/decide-group.ts';
import type { PlacedMessage } from '../../model/message.ts';
import { insertAtEnd } from './insert-messages.ts';
import type { MessagesTable } from './messages-table.ts';
import { takeWriterLock, writeTimeoutMs } from './writer-transaction.ts';

/** Whether nothing stored can refuse the group: any version will do, and its ids were made here. */
export const isUnconditional = (group: readonly Append[]): boolean =>
  group.every(
    ({ expectedVersion, messages }) =>
      expectedVersion === undefined && messages.every(({ isIdGiven }) => !isIdGiven),
  );

const emptyLog: GroupState = { head: 0, versions: new Map(), stored: new Map() };

/**
 * Stores an unconditional group, in one transaction and one round trip: it is numbered as if the log
 * were empty, and the database moves the numbers to where the log and its streams end.
 */
export async function appendAtEnd(
  postgres: Postgres,
  { schema, table }: MessagesTable,
  group: readonly Append[],
): Promise<AppendedGroup> {
  const { messages } = decideGroup(group, emptyLog);
  const [, places = []] = await postgres.writeAtOnce({
    statements: [takeWriterLock(schema), insertAtEnd(table, messages)],
    timeoutMs: writeTimeoutMs,
  });
  const state = stateBefore(
    messages,
    places.map(([global, position]) => [Number(global), Number(position)]),
  );
  return { ...decideGroup(group, state), previousHead: state.head };
}

/** Where the log and its streams ended before messages came to their places, told in any order. */
function stateBefore(
  messages: readonly PlacedMessage[],
  places: readonly (readonly [globalPosition: number, position: number])[],
): GroupState {
  const head = Math.min(...places.map(([globalPosition]) => globalPosition)) - 1;
  const versions = new Map<string, number>();
  for (const [globalPosition, position] of places) {
    const message = messages[globalPosition - head - 1];
    if (message === undefined) throw new Error('the database stored a message at no place of ours');
    versions.set(message.streamName, position - message.position - 1);
  }
  return { head, versions, stored: emptyLog.stored };
}
