import { createClient, MessageDbError } from '@aquifer/messagedb-client';
import type { MessageDbClient } from '@aquifer/messagedb-client';

/**
 * The examples of README.md, which shows what is between `// #region` and `// #endregion` word for
 * word. Each is run by a test and returns what the test looks at.
 */

const process = { env: { MESSAGEDB_TOKEN: '' } };

export function connectExample(url: string, token: string): MessageDbClient {
  process.env.MESSAGEDB_TOKEN = token;
  // #region connect
  const messageDb = createClient({
    url: 'http://127.0.0.1:8080',
    token: process.env.MESSAGEDB_TOKEN,
  });
  // #endregion
  void messageDb;
  return createClient({ url, token });
}

export async function writeExample(messageDb: MessageDbClient): Promise<number> {
  // #region write
  const { position } = await messageDb.write(
    'account-123',
    { type: 'Deposited', data: { amount: 100 } },
    { expectedVersion: -1 },
  );
  await messageDb.writeBatch('account-123', [
    { type: 'Withdrawn', data: { amount: 30 } },
    { type: 'Withdrawn', data: { amount: 20 }, metadata: { by: 'ann' } },
  ]);
  // #endregion
  return position;
}

export async function readExample(messageDb: MessageDbClient): Promise<number> {
  // #region read
  type AccountEvent =
    | { type: 'Deposited'; data: { amount: number } }
    | { type: 'Withdrawn'; data: { amount: number }; metadata: { by: string } };

  let balance = 0;
  for await (const event of messageDb.read<AccountEvent>('account-123')) {
    balance += event.type === 'Deposited' ? event.data.amount : -event.data.amount;
  }

  const last = await messageDb.last('account-123'); // undefined when there is none
  const firstTen = await messageDb.readCategoryPage('account', { batchSize: 10 });
  // #endregion
  return balance + (last?.position ?? 0) * 1000 + firstTen.length * 10_000;
}

export async function conflictExample(messageDb: MessageDbClient): Promise<unknown> {
  let seen: unknown;
  // #region conflict
  try {
    const version = await messageDb.version('account-123');
    // Read, decide, and write only if nobody else has written meanwhile:
    await messageDb.write(
      'account-123',
      { type: 'Closed', data: {} },
      { expectedVersion: (version ?? -1) - 1 },
    );
  } catch (error) {
    if (!(error instanceof MessageDbError) || error.code !== 'STREAM_VERSION_CONFLICT') throw error;
    seen = error.details; // { expected: 1, actual: 2 }
  }
  // #endregion
  return seen;
}

export async function subscribeExample(messageDb: MessageDbClient): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  const savedPosition = undefined;
  const handle = async (message: unknown): Promise<void> => {
    seen.push(message);
    if (seen.length === 3) stop.abort();
  };
  // #region subscribe
  const stop = new AbortController();
  let next = savedPosition ?? 1;
  const pokes = messageDb.subscribe(
    { category: 'account', consumerGroup: { member: 1, size: 2 } },
    { position: next, signal: stop.signal },
  );
  for await (const poke of pokes) {
    // Several pokes may have come in: this reads all there is, and skips what was read before.
    if (poke.globalPosition < next) continue;
    for await (const message of messageDb.readCategory('account', {
      position: next,
      consumerGroup: { member: 1, size: 2 },
    })) {
      await handle(message);
      next = message.globalPosition + 1;
    }
  }
  // #endregion
  return seen;
}

export async function namespacesExample(messageDb: MessageDbClient): Promise<number> {
  // #region namespaces
  const { token } = await messageDb.namespaces.create('tenant-a', { description: 'Tenant A' });
  const tenant = createClient({ url: 'http://127.0.0.1:8080', token });
  const rotated = await messageDb.namespaces.rotate('tenant-a');
  const { messageCount } = await messageDb.namespaces.info('tenant-a');
  await messageDb.namespaces.delete('tenant-a');
  // #endregion
  void tenant;
  return rotated.token === token ? -1 : messageCount;
}
