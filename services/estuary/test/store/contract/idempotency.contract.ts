import { expect, it } from 'vitest';
import { answerOf, create, keyed, update } from '../../support/writes.ts';
import { changesOf, contractState } from './state.ts';
import type { StoreFixture } from './store-fixture.ts';

export function idempotencyContract(fixture: StoreFixture): void {
  const state = contractState(fixture);

  it('repeats the answer to a request under the same key, exactly', async () => {
    const request = keyed([create(state.collection, 'x', { name: 'ü"\u0000' })], {
      scope: state.collection,
    });
    const first = await state.store.write(request);
    const answer = answerOf({ kind: 'done', changes: changesOf(first) });
    expect(await state.store.write(request)).toEqual({ kind: 'repeated', answer });
    expect(await state.store.write(request)).toEqual({ kind: 'repeated', answer });
    expect(await state.get('x')).toMatchObject({ version: 1 });
  });

  it('repeats any answer: no body, many headers, odd characters', async () => {
    for (const [index, answer] of [
      { status: 204, headers: {}, body: '' },
      { status: 599, headers: { etag: '"1"', 'x-odd': 'ü\u0000\u0001' }, body: '"\u0001\u0000\\"' },
    ].entries()) {
      const scope = `${state.collection} ${index}`;
      const { writes, at, idempotency } = keyed([create(state.collection, scope)], { scope });
      const request = { writes, at, idempotency: { ...idempotency!, answer: () => answer } };
      expect((await state.store.write(request)).kind).toBe('done');
      expect(await state.store.write(request)).toEqual({ kind: 'repeated', answer });
    }
  });

  it('repeats a refusal, though the request would succeed by now', async () => {
    const request = keyed([update(state.collection, 'x')], { scope: state.collection });
    expect((await state.store.write(request)).kind).toBe('refused');
    await state.given({ x: {} });
    expect(await state.store.write(request)).toMatchObject({
      kind: 'repeated',
      answer: { status: 409 },
    });
  });

  it('refuses another body under the same key', async () => {
    const scope = state.collection;
    const first = keyed([create(state.collection, 'x')], { scope, fingerprint: 'one' });
    const second = keyed([create(state.collection, 'y')], { scope, fingerprint: 'two' });
    await state.store.write(first);
    expect(await state.store.write(second)).toEqual({ kind: 'key-reused' });
    expect(await state.get('y')).toBeUndefined();
    expect((await state.store.write(first)).kind).toBe('repeated');
  });

  it('forgets a key when it has expired, and not before', async () => {
    const scope = state.collection;
    const at = Date.now();
    const request = { scope, fingerprint: 'one', at, ttl: 60_000 };
    await state.store.write(keyed([create(state.collection, 'x')], request));
    const asked = (late: number, fingerprint: string) =>
      state.store.write(
        keyed([create(state.collection, `y${late}`)], { scope, fingerprint, at: at + late }),
      );
    expect(await asked(59_999, 'two')).toEqual({ kind: 'key-reused' });
    expect(await asked(60_000, 'two')).toMatchObject({ kind: 'done' });
    expect(await asked(60_001, 'one')).toEqual({ kind: 'key-reused' });
    expect(await asked(60_002, 'two')).toMatchObject({ kind: 'repeated' });
  });

  it('keeps keys apart by scope, however long, odd and alike', async () => {
    const long = `${state.collection} ${'x'.repeat(20_000)}`;
    const scopes = [long, `${long}y`, `${state.collection}\u0000`, `${state.collection}\u0001`];
    scopes.push(state.collection, state.collection.toUpperCase());
    for (const [index, scope] of scopes.entries()) {
      const request = keyed([create(state.collection, `${index}`)], { scope });
      expect((await state.store.write(request)).kind).toBe('done');
      expect((await state.store.write(request)).kind).toBe('repeated');
    }
    expect((await state.list()).total).toBe(scopes.length);
  });

  it('keeps nothing of a request without a key', async () => {
    await state.write(create(state.collection, 'x'));
    expect((await state.write(create(state.collection, 'x'))).kind).toBe('refused');
  });
}
