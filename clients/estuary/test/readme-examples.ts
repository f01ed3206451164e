import { createClient, EstuaryError } from '@aquifer/estuary-client';
import type { EstuaryClient, Item } from '@aquifer/estuary-client';

/**
 * The examples of README.md, which shows what is between `// #region` and `// #endregion` word for
 * word. Each is run by a test and returns what the test looks at.
 */

const session = { freshToken: () => 'token' };

export function connectExample(url: string): EstuaryClient {
  // #region connect
  const estuary = createClient({
    url: 'http://127.0.0.1:3000',
    token: () => session.freshToken(),
  });
  // #endregion
  void estuary;
  return createClient({ url });
}

export async function itemsExample(estuary: EstuaryClient): Promise<unknown[]> {
  const names: string[] = [];
  // #region items
  const created = await estuary.create({ name: 'Widget' });
  const round = await estuary.update(created.id, { description: 'round' });
  await estuary.patch(created.id, { description: null }); // The same by PATCH; null clears it.
  const found = await estuary.get(created.id);

  const page = await estuary.list({ limit: 20, sort: '-updated_at', name_prefix: 'W' });
  for await (const item of estuary.walk({ sort: 'name' })) names.push(item.name);

  await estuary.remove(created.id);
  // #endregion
  return [round.description, found.version, page.total, names];
}

export async function versionExample(estuary: EstuaryClient): Promise<number | undefined> {
  const { id, version } = await estuary.create({ name: 'Widget' });
  await estuary.update(id, {});
  let newest: number | undefined;
  // #region version
  try {
    await estuary.update(id, { name: 'Gadget' }, { ifMatch: version });
  } catch (error) {
    if (!(error instanceof EstuaryError) || error.code !== 'PRECONDITION_FAILED') throw error;
    newest = error.version;
  }
  // #endregion
  return newest;
}

export async function batchExample(estuary: EstuaryClient): Promise<number> {
  const { id, version } = await estuary.create({ name: 'Widget' });
  // #region batch
  const results = await estuary.batch([
    { op: 'create', item: { name: 'Nut' } },
    { op: 'update', id, if_match: version, item: { name: 'Bolt' } },
  ]);
  // #endregion
  return results.length;
}

interface Task {
  readonly title: string;
  readonly done?: boolean;
}

export async function collectionsExample(estuary: EstuaryClient): Promise<unknown[]> {
  const titles: string[] = [];
  // #region collections
  await estuary.collections.declare('tasks', {
    type: 'object',
    properties: { title: { type: 'string' }, done: { type: 'boolean' } },
    required: ['title'],
    additionalProperties: false,
  });

  const tasks = estuary.collections.items<Task>('tasks');
  const task = await tasks.create({ data: { title: 'Buy milk' } });
  await tasks.patch(task.id, { data: { done: true } }); // Merged into what is there.
  await tasks.update(task.id, { data: { title: 'Buy oats' } }); // In the place of it.
  for await (const { data } of tasks.walk()) titles.push(data.title);

  await estuary.collections.remove('tasks', { force: true }); // With its items.
  // #endregion
  return [task.data, titles, await estuary.collections.list()];
}

/** Returns the names that are known when three changes were made after the snapshot. */
export async function changesExample(estuary: EstuaryClient): Promise<string[]> {
  const known = new Map<string, Item>();
  const onReady = (): void => {
    void (async () => {
      const { id } = await estuary.create({ name: 'Short-lived' });
      await estuary.create({ name: 'Late' });
      await estuary.remove(id);
      setTimeout(() => stop.abort(), 200);
    })();
  };
  // #region changes
  const stop = new AbortController();
  for await (const change of estuary.changes({ snapshot: true, signal: stop.signal })) {
    switch (change.type) {
      case 'snapshot-begin': // All items follow.
      case 'reset': // Changes were missed that are not kept any more: begin anew.
        known.clear();
        break;
      case 'snapshot':
      case 'created':
      case 'updated':
        // Items of declared collections have `data` instead.
        if (change.item !== null && 'name' in change.item) known.set(change.item.id, change.item);
        break;
      case 'deleted':
        known.delete(change.id);
        break;
      case 'snapshot-end': // `known` is what the server has, and stays so.
        onReady();
    }
  }
  // #endregion
  return [...known.values()].map(({ name }) => name).toSorted();
}
