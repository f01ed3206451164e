import { createClient } from '@aquifer/estuary-client';
import type { CollectionItems, EstuaryClient } from '@aquifer/estuary-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { errorOf } from './support/error-of.ts';
import { startEstuary } from './support/start-estuary.ts';

interface Task {
  readonly title: string;
  readonly tags?: readonly string[];
}

const schema = {
  type: 'object',
  properties: { title: { type: 'string' }, tags: { type: 'array' } },
  required: ['title'],
  additionalProperties: false,
};

let client: EstuaryClient;
let tasks: CollectionItems<Task>;

beforeEach(async () => {
  client = createClient({ url: (await startEstuary()).url });
  tasks = client.collections.items('tasks');
});

describe('collections', () => {
  it('are declared, listed, told and removed', async () => {
    const declared = await client.collections.declare('tasks', schema);
    expect(declared).toMatchObject({ name: 'tasks', schema });
    expect(await client.collections.get('tasks')).toEqual(declared);
    await client.collections.declare('a', {});
    const listed = await client.collections.list();
    expect(listed.map(({ name }) => name)).toEqual(['a', 'tasks']);
    expect(await client.collections.remove('a')).toBeUndefined();
    expect(await errorOf(client.collections.get('a'))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await errorOf(client.collections.get('../items'))).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are changed only in the version that is known, or made only where there is none', async () => {
    const { version: first } = await client.collections.declare('tasks', {}, { createOnly: true });
    const again = client.collections.declare('tasks', schema, { createOnly: true });
    expect(await errorOf(again)).toMatchObject({ code: 'PRECONDITION_FAILED', version: first });
    const { version } = await client.collections.declare('tasks', schema, { ifMatch: first });
    expect(version).toBe(first + 1);
    const late = client.collections.declare('tasks', {}, { ifMatch: first });
    expect(await errorOf(late)).toMatchObject({ code: 'PRECONDITION_FAILED', version });
    const removal = client.collections.remove('tasks', { ifMatch: first });
    expect((await errorOf(removal)).code).toBe('PRECONDITION_FAILED');
    expect((await client.collections.get('tasks')).schema).toEqual(schema);
  });

  it('have their items respected, unless forced', async () => {
    await client.collections.declare('tasks', {});
    const { id } = await client.collections.items('tasks').create({ data: { other: 1 } });
    const changed = await errorOf(client.collections.declare('tasks', schema));
    expect(changed).toMatchObject({
      code: 'CONFLICT',
      validationErrors: [
        { field: `/items/${id}/data/title` },
        ...changed.validationErrors.slice(1),
      ],
    });
    await client.collections.declare('tasks', schema, { force: true });
    expect(await errorOf(client.collections.remove('tasks'))).toMatchObject({ status: 409 });
    await client.collections.remove('tasks', { force: true });
    expect(await client.collections.list()).toEqual([]);
  });
});

describe('items of a collection', () => {
  beforeEach(() => client.collections.declare('tasks', schema));

  it('are created, read, replaced, merged into and removed', async () => {
    const task = await tasks.create({ data: { title: 'a', tags: ['x'] } });
    expect(task).toMatchObject({ data: { title: 'a', tags: ['x'] }, version: 1 });
    expect(await tasks.get(task.id)).toEqual(task);
    const merged = await tasks.patch(task.id, { data: { tags: null } });
    expect(merged).toMatchObject({ data: { title: 'a' }, version: 2 });
    const replaced = await tasks.update(task.id, { data: { title: 'b' } }, { ifMatch: 2 });
    expect(replaced).toMatchObject({ data: { title: 'b' }, version: 3 });
    const late = await errorOf(tasks.update(task.id, { data: { title: 'c' } }, { ifMatch: 2 }));
    expect(late).toMatchObject({ code: 'PRECONDITION_FAILED', version: 3 });
    await tasks.remove(task.id);
    expect(await errorOf(tasks.get(task.id))).toMatchObject({ code: 'NOT_FOUND' });
    expect((await client.list()).total).toBe(0);
  });

  it('are listed, walked through, and changed together', async () => {
    const results = await tasks.batch([
      { op: 'create', item: { data: { title: 'a' } } },
      { op: 'create', item: { data: { title: 'b' } } },
      { op: 'create', item: { data: { title: 'c' } } },
    ]);
    expect(results.map(({ item }) => item?.data)).toMatchObject([
      { title: 'a' },
      { title: 'b' },
      { title: 'c' },
    ]);
    const page = await tasks.list({ limit: 1, offset: 1 });
    expect(page).toMatchObject({ total: 3, items: [{ data: { title: 'b' } }] });
    const titles: string[] = [];
    for await (const { data } of tasks.walk({ limit: 2 })) titles.push(data.title);
    expect(titles).toEqual(['a', 'b', 'c']);
  });

  it('must fit, and are made once for a key', async () => {
    const wrong = await errorOf(tasks.create({ data: { title: 7 as unknown as string } }));
    expect(wrong).toMatchObject({
      code: 'VALIDATION_ERROR',
      validationErrors: [{ field: '/data/title', code: 'type' }],
    });
    const options = { idempotencyKey: 'k' };
    const first = await tasks.create({ data: { title: 'a' } }, options);
    expect(await tasks.create({ data: { title: 'a' } }, options)).toEqual(first);
    expect((await tasks.list()).total).toBe(1);
  });
});
