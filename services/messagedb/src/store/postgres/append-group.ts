import type { Postgres, PostgresStatement } from '@aquifer/postgres';
import type { Append, AppendedGroup, GroupState, StoredMessage } from '../../append/append.ts';
import { decideGroup } from '../../append/decide-group.ts';
import { appendAtEnd, isUnconditional } from './append-at-end.ts';
import { insertMessages } from './insert-messages.ts';
import type { MessagesTable } from './messages-table.ts';
import { takeWriterLock, writeTimeoutMs } from './writer-transaction.ts';

/** Decides about a group and stores it, in one transaction. */
export function appendGroup(
  postgres: Postgres,
  place: MessagesTable,
  group: readonly Append[],
): Promise<AppendedGroup> {
  return isUnconditional(group)
    ? appendAtEnd(postgres, place, group)
    : appendByReading(postgres, place, group);
}

/** Two round trips: what the decision needs is read under the lock. */
function appendByReading(
  postgres: Postgres,
  { schema, table }: MessagesTable,
  group: readonly Append[],
): Promise<AppendedGroup> {
  const streamNames = [...new Set(group.map(({ streamName }) => streamName))];
  const ids = group.flatMap(({ messages }) =>
    messages.filter(({ isIdGiven }) => isIdGiven).map(({ id }) => id),
  );
  return postgres.readThenWrite({
    reads: [
      takeWriterLock(schema),
      readVersions(table, streamNames),
      ...(ids.length === 0 ? [] : [readStored(table, ids)]),
    ],
    decide([, versions = [], stored = []]) {
      const state = groupState(streamNames, versions, stored);
      const decision = decideGroup(group, state);
      const { messages } = decision;
      return {
        writes: messages.length === 0 ? [] : [insertMessages(table, messages)],
        result: { ...decision, previousHead: state.head },
      };
    },
    timeoutMs: writeTimeoutMs,
  });
}

/** A row for each name: its version, and the head of the log. */
function readVersions(table: string, streamNames: readonly string[]): PostgresStatement {
  // An empty group asks for the head alone; no stream has an empty name.
  const texts = streamNames.length === 0 ? [''] : streamNames;
  return {
    sql: `SELECT
        (SELECT position FROM ${table} WHERE stream_name = asked.name
         ORDER BY position DESC LIMIT 1),
        (SELECT global_position FROM ${table} ORDER BY global_position DESC LIMIT 1)
      FROM unnest($1::text[]) AS asked (name)`,
    values: [{ elements: 'text', texts }],
  };
}

function readStored(table: string, ids: readonly string[]): PostgresStatement {
  return {
    sql: `SELECT id, stream_name, type, position, global_position, data
      FROM ${table} WHERE id = ANY($1::uuid[])`,
    values: [`{${ids.join()}}`],
  };
}

type Rows = readonly (readonly (string | null)[])[];

function groupState(streamNames: readonly string[], versions: Rows, stored: Rows): GroupState {
  return {
    head: Number(versions[0]?.[1] ?? 0),
    versions: new Map(
      streamNames.flatMap((name, index) => {
        const version = versions[index]?.[0] ?? null;
        return version === null ? [] : [[name, Number(version)]];
      }),
    ),
    stored: new Map(stored.map(readStoredMessage)),
  };
}

function readStoredMessage(row: readonly (string | null)[]): [string, StoredMessage] {
  const [id, streamName, type, position, globalPosition, data] = row;
  return [
    id ?? '',
    {
      streamName: streamName ?? '',
      type: type ?? '',
      position: Number(position),
      globalPosition: Number(globalPosition),
      data: data ?? 'null',
    },
  ];
}
