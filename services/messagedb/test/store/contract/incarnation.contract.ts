import { createLog } from '@aquifer/service';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type {
  ImportedMessage,
  MessageLog,
  MessageStore,
  StoredNamespace,
} from '../../../src/store/message-store.ts';
import { Subscriptions } from '../../../src/subscriptions/subscriptions.ts';
import { message, write } from '../../support/messages.ts';
import { headOf, namespaceIn } from '../../support/stored.ts';
import { contractInstances } from './instances.ts';
import { contractState, namespaceOf } from './state.ts';
import type { StoreFixture } from './store-fixture.ts';

const gone = { code: 'namespace_gone', status: 404 };
const all = { kind: 'all' } as const;

const imported = (globalPosition: number): ImportedMessage => ({
  ...message(),
  streamName: `a-${globalPosition}`,
  position: 0,
  globalPosition,
  time: '2025-01-15T10:30:00.123Z',
});

/** Everything that may be asked of a log. */
const questions: readonly [string, (log: MessageLog) => Promise<unknown>][] = [
  ['append', (log) => log.append([write('a-1')])],
  ['append nothing', (log) => log.append([])],
  ['import', (log) => log.importMessages([imported(9)])],
  ['clear', (log) => log.clear()],
  ['readStream', (log) => log.readStream({ ...page, streamName: 'a-1', by: 'position' })],
  ['readCategory', (log) => log.readCategory({ ...page, ...nothing, category: 'a' })],
  ['readNotices', (log) => log.readNotices({ ...page, kind: 'all' })],
  ['lastMessage', (log) => log.lastMessage('a-1', undefined)],
  ['version', (log) => log.version('a-1')],
  ['state', (log) => log.state()],
  ['streams', (log) => log.streams({ prefix: '', cursor: undefined, limit: 9 })],
  ['categories', (log) => log.categories()],
  ['statistics', (log) => log.statistics()],
];
const page = { from: 0, limit: 9 };
const nothing = { correlation: undefined, consumerGroup: undefined };

/** Namespaces that are deleted and created anew, or emptied, by one instance while another has them in use. */
export function incarnationContract(fixture: StoreFixture): void {
  const state = contractState(fixture);
  const instances = contractInstances(fixture, state);
  let here: MessageStore;
  let there: MessageStore;
  /** As the other instance knows it. */
  let known: StoredNamespace;
  let leaving: AbortController;

  beforeEach(async () => {
    const stores = await instances();
    [here] = stores;
    there = stores.at(-1) ?? here;
    known = await namespaceIn(there, state.namespace);
    leaving = new AbortController();
  });
  afterEach(() => leaving.abort());

  /** Deletes and creates it, through this instance, with so many messages. */
  const createAnew = async (count: number): Promise<StoredNamespace> => {
    await here.namespaces.delete(await namespaceIn(here, state.namespace));
    await here.namespaces.create(namespaceOf(state.namespace, { tokenHash: 'e'.repeat(64) }));
    const made = await namespaceIn(here, state.namespace);
    if (count > 0) await made.log.append(Array.from({ length: count }, () => write('b-1')));
    return made;
  };
  /** Followed through the other instance: what is there, and then the next piece or the end. */
  const follow = async () => {
    const report = createLog({ level: 'silent', format: 'json' });
    const subscriptions = new Subscriptions({ log: report, perNamespaceMax: 0 });
    const { signal } = leaving;
    const request = { namespace: known, filter: all, from: 1, replays: true, signal };
    const { notices } = await subscriptions.open(request);
    const next = async () => {
      const { value, done } = await notices.next();
      return done === true ? 'ended' : value.map(({ globalPosition }) => globalPosition);
    };
    return { next, poll: () => subscriptions.check() };
  };

  it('has an incarnation of its own, the same on all instances', async () => {
    expect(known.incarnation).toBe(state.stored.incarnation);
    const made = await createAnew(0);
    expect(made.incarnation).not.toBe(known.incarnation);
    expect((await namespaceIn(there, state.namespace)).incarnation).toBe(made.incarnation);
  });

  it.each(questions)('refuses to %s by a log of before it was created anew', async (_, ask) => {
    const made = await createAnew(2);
    for (const log of [known.log, state.log]) {
      await expect(async () => ask(log)).rejects.toMatchObject(gone);
    }
    expect(await headOf(made.log)).toBe(2);
  });

  it('is not deleted, and gets no token, by who had the one before', async () => {
    const made = await createAnew(1);
    expect(await there.namespaces.replaceToken(known, 'f'.repeat(64))).toBe(false);
    expect(await there.namespaces.delete(known)).toBeUndefined();
    const found = await namespaceIn(there, state.namespace);
    expect([found.incarnation, found.tokenHash]).toEqual([made.incarnation, 'e'.repeat(64)]);
    expect(await headOf(found.log)).toBe(1);
  });

  it('ends its followers on other instances, though it has as many messages again', async () => {
    await state.fill('a-1', 'a-1');
    const follower = await follow();
    expect(await follower.next()).toEqual([1, 2]);
    await follower.poll();
    await createAnew(2);
    await follower.poll();
    expect(await follower.next()).toBe('ended');
  });

  it('ends its followers on other instances when it was emptied and filled to its old head', async () => {
    await state.fill('a-1', 'a-1');
    const follower = await follow();
    expect(await follower.next()).toEqual([1, 2]);
    await state.log.clear();
    await state.log.importMessages([imported(1), imported(2)]);
    await follower.poll();
    expect(await follower.next()).toBe('ended');
  });

  it('keeps its followers while messages only come after those that are there', async () => {
    await state.fill('a-1', 'a-1');
    const follower = await follow();
    expect(await follower.next()).toEqual([1, 2]);
    await state.log.importMessages([imported(7), imported(5)]);
    await follower.poll();
    expect(await follower.next()).toEqual([5, 7]);
  });

  it('has another revision once what was written is changed, on all instances', async () => {
    const revisions: number[] = [];
    const look = async (): Promise<void> => void revisions.push((await known.log.state()).revision);
    await state.fill('a-1');
    await look();
    await state.log.importMessages([imported(7), imported(5)]);
    await state.fill('a-1');
    await look();
    expect(revisions[1]).toBe(revisions[0]);
    await state.log.importMessages([imported(10), imported(6)]);
    await look();
    await state.log.clear();
    await look();
    expect(new Set(revisions).size).toBe(3);
    expect(revisions).toEqual(revisions.toSorted((one, other) => one - other));
  });
}
