import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';

/**
 * Names for statements that are prepared once per connection. The server keeps each in memory until
 * told otherwise, so a connection keeps the last `max` and gives up the oldest.
 */
export interface PreparedNames {
  /**
   * The name under which to run this text on this connection, for which it makes room if needed;
   * undefined when nothing is to be prepared.
   */
  use(client: ClientBase, sql: string): Promise<string | undefined>;
  /** The server does not know them any more, or must plan them anew. */
  forget(client: ClientBase): Promise<void>;
}

/** The driver's own record of what the connection has prepared; its types leave it out. */
interface WithParsedStatements {
  readonly connection: { readonly parsedStatements: Record<string, string | undefined> };
}

export function createPreparedNames(max: number): PreparedNames {
  const names = new Map<string, string>();
  const usedBy = new WeakMap<ClientBase, Set<string>>();

  const nameOf = (sql: string): string => {
    let name = names.get(sql);
    if (name === undefined) {
      name = `aquifer_${createHash('sha256').update(sql).digest('base64url').slice(0, 22)}`;
      if (names.size >= max * 4) names.clear();
      names.set(sql, name);
    }
    return name;
  };

  return {
    async use(client, sql) {
      if (max === 0) return undefined;
      const name = nameOf(sql);
      const used = usedBy.get(client) ?? new Set();
      usedBy.set(client, used);
      // Deleting and adding moves it to the end: the first is the oldest.
      used.delete(name);
      used.add(name);
      const oldest: string | undefined = used.size > max ? used.values().next().value : undefined;
      if (oldest !== undefined) {
        used.delete(oldest);
        await deallocate(client, oldest);
      }
      return name;
    },
    async forget(client) {
      usedBy.delete(client);
      const { parsedStatements } = (client as unknown as WithParsedStatements).connection;
      for (const name of Object.keys(parsedStatements)) delete parsedStatements[name];
      await client.query('DEALLOCATE ALL');
    },
  };
}

async function deallocate(client: ClientBase, name: string): Promise<void> {
  const { parsedStatements } = (client as unknown as WithParsedStatements).connection;
  if (parsedStatements[name] === undefined) return;
  delete parsedStatements[name];
  await client.query(`DEALLOCATE "${name}"`);
}
