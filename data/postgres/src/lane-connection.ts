import type { Client } from 'pg';
import { socketOf } from './answer-limit.ts';
import { type GroupEnd, LaneGroup } from './lane-group.ts';
import { LaneMessages } from './lane-messages.ts';

/** A statement to run in a group. */
export interface LaneStatement {
  readonly sql: string;
  readonly values: readonly (string | null)[];
}

/** One connection that runs statements in groups, each prepared once. */
export interface LaneConnection {
  readonly client: Client;
  readonly bornAt: number;
  run(statements: readonly LaneStatement[]): Promise<GroupEnd>;
  /** Breaks the connection; what runs on it fails. */
  cut(): void;
}

/** Statements kept prepared; the server holds each in memory. */
const preparedMax = 200;

export function createLaneConnection(client: Client): LaneConnection {
  const messages = new LaneMessages();
  const names = new Map<string, string>();
  let lastName = 0;

  /** Names that may or may not exist on the server, after a group that failed. */
  const doubtful: string[] = [];

  const prepare = (sql: string, fresh: Map<string, string>): string => {
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
