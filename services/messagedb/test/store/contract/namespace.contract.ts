import { expect, it } from 'vitest';
import { write } from '../../support/messages.ts';
import { headOf, logIn, namespaceIn } from '../../support/stored.ts';
import { contractState, namespaceOf } from './state.ts';
import type { StoreFixture } from './store-fixture.ts';

export function namespaceContract(fixture: StoreFixture): void {
  const state = contractState(fixture);

  it('finds what was created, to the millisecond', async () => {
    const created = namespaceOf('Tenant.A_1', {
      description: 'Größe "1"',
      metadata: '{"a":{"b":[1]}}',
      tokenHash: 'b'.repeat(64),
    });
    expect(await state.store.namespaces.create(created)).toBe(true);
    const found = await state.store.namespaces.find('Tenant.A_1');
    expect({ ...found, metadata: JSON.parse(found?.metadata ?? '') as unknown }).toMatchObject({
      ...created,
      metadata: { a: { b: [1] } },
    });
    expect((await state.store.namespaces.list()).map(({ id }) => id)).toContain('Tenant.A_1');
  });

  it('knows no namespace that was not created', async () => {
    expect(await state.store.namespaces.find('nobody')).toBeUndefined();
    const nobody = { id: 'nobody', incarnation: state.stored.incarnation };
    expect(await state.store.namespaces.delete(nobody)).toBeUndefined();
    expect(await state.store.namespaces.replaceToken(nobody, 'c'.repeat(64))).toBe(false);
  });

  it('creates an id once, however many ask at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => state.store.namespaces.create(namespaceOf('contested'))),
    );
    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  it('keeps ids apart that look alike', async () => {
    const long = 'x'.repeat(127);
    const ids = ['a-b', 'a_b', 'a.b', 'A-B', `${long}1`, `${long}2`];
    for (const [index, id] of ids.entries()) {
      expect(await state.store.namespaces.create(namespaceOf(id))).toBe(true);
      await (
        await logIn(state.store, id)
      ).append(Array.from({ length: index + 1 }, () => write('s-1')));
    }
    for (const [index, id] of ids.entries()) {
      expect((await (await logIn(state.store, id)).statistics()).messageCount).toBe(index + 1);
    }
  });

  it('replaces a token', async () => {
    expect(await state.store.namespaces.replaceToken(state.stored, 'd'.repeat(64))).toBe(true);
    const found = await state.store.namespaces.find(state.namespace);
    expect(found?.tokenHash).toBe('d'.repeat(64));
  });

  it('deletes a namespace with all it holds, and tells how much that was', async () => {
    await state.fill('a-1', 'a-1', 'b-1');
    const { log } = state;
    expect(await state.store.namespaces.delete(state.stored)).toBe(3);
    expect(await state.store.namespaces.find(state.namespace)).toBeUndefined();
    const gone = { code: 'namespace_gone' };
    await expect(async () => log.version('a-1')).rejects.toMatchObject(gone);
    await expect(async () => log.append([])).rejects.toMatchObject(gone);
  });

  it('begins again empty, at 1, when a deleted id is created again', async () => {
    await state.fill('a-1', 'a-1');
    await state.store.namespaces.delete(state.stored);
    await state.store.namespaces.create(namespaceOf(state.namespace));
    const { log } = await namespaceIn(state.store, state.namespace);
    expect(await headOf(log)).toBe(0);
    const [outcome] = (await log.append([write('a-1', {}, -1)])).outcomes;
    expect(outcome).toEqual({ kind: 'written', position: 0, globalPosition: 1 });
  });
}
