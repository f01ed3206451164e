import type { ClientBase } from 'pg';
import { socketOf } from './answer-limit.ts';
import { type GroupEnd, LaneGroup } from './lane-group.ts';
import { LaneMessages, type LaneValue } from './lane-messages.ts';

/** A statement to run in a group. */
export interface LaneStatement {
  readonly sql: string;
  readonly values: readonly LaneValue[];
}

/** One connection that runs statements in groups, each prepared once. */
export interface LaneConnection<Client extends ClientBase = ClientBase> {
  readonly client: Client;
  readonly bornAt: number;
  run(statements: readonly LaneStatement[]): Promise<GroupEnd>;
  /** Prepares everything anew: the server may have forgotten it, or its tables have changed. */
  forget(): void;
  /** Breaks the connection; what runs on it fails. */
  cut(): void;
}

/** The statement that the next one replaces. */
const unnamed = '';

export function createLaneConnection<Client extends ClientBase>(
  client: Client,
  preparedMax: number,
): LaneConnection<Client> {
  const messages = new LaneMessages();
  const names = new Map<string, string>();
  let lastName = 0;

  /** Names that may or may not exist on the server, after a group that failed. */
  const doubtful: string[] = [];

  const prepare = (sql: string, fresh: Map<string, string>): string => {
    if (preparedMax === 0) {
      messages.parse(unnamed, sql);
      return unnamed;
    }
    const known = names.get(sql);
    if (known !== undefined) {
      // Deleting and adding moves it to the end: the first is the one not used for longest.
      names.delete(sql);
      names.set(sql, known);
      return known;
    }
    lastName += 1;
    const name = `lane_${lastName}`;
    messages.parse(name, sql);
    names.set(sql, name);
    fresh.set(sql, name);
    return name;
  };

  const closeUnused = (): void => {
    for (const name of doubtful.splice(0)) messages.close(name);
    while (names.size > preparedMax) {
      const [oldest] = names;
      if (oldest === undefined) return;
      messages.close(oldest[1]);
      names.delete(oldest[0]);
    }
  };

  return {
    client,
    bornAt: Date.now(),
    cut: () => socketOf(client).destroy(),
    forget() {
      doubtful.push(...names.values());
      names.clear();
    },
    run: (statements) =>
      new Promise((resolve) => {
        // Closing first: a name of this group must not be closed before it ran.
        closeUnused();
        const fresh = new Map<string, string>();
        for (const { sql, values } of statements) messages.execute(prepare(sql, fresh), values);
        messages.sync();
        const done = (end: GroupEnd): void => {
          if ('error' in end) {
            for (const { sql } of statements.slice(end.answers.length)) {
              const name = fresh.get(sql);
              if (name === undefined) continue;
              names.delete(sql);
              doubtful.push(name);
            }
          }
          resolve(end);
        };
        client.query(new LaneGroup(messages.take(), done));
      }),
  };
}
