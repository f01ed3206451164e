import { createLog } from '@aquifer/service';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Notice } from '../../src/model/message.ts';
import type { MessageLog, NoticeFilter } from '../../src/store/message-store.ts';
import { Subscriptions } from '../../src/subscriptions/subscriptions.ts';
import { failingLog } from '../support/failing-log.ts';
import type { FailingLog } from '../support/failing-log.ts';
import { follower } from '../support/follower.ts';
import type { Follower } from '../support/follower.ts';
import { memoryStoreWith } from '../support/memory-namespace.ts';
import { write } from '../support/messages.ts';
import { headOf, namespaceIn } from '../support/stored.ts';

/** What happens around a subscriber, in any order. */
type Step =
  | { readonly kind: 'own' | 'foreign'; readonly streams: readonly string[] }
  /** More than an inbox holds. */
  | { readonly kind: 'burst'; readonly streams: readonly string[] }
  | { readonly kind: 'wake' | 'check' | 'turn' | 'fail' }
  | { readonly kind: 'take'; readonly pieces: number };

const streams = fc.array(fc.constantFrom('a-1', 'a-123', 'a-789', 'a', 'b-1', 'b-2'), {
  minLength: 1,
  maxLength: 4,
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('own' as const), streams }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('foreign' as const), streams }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('burst' as const), streams }) },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constantFrom('wake', 'check', 'turn', 'turn', 'fail') }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('take' as const), pieces: fc.nat({ max: 3 }) }),
  },
);

const BURST = 400;
const category = (consumerGroup?: { member: number; size: number }): NoticeFilter => ({
  kind: 'category',
  category: 'a',
  consumerGroup,
});
const filters: readonly [string, NoticeFilter][] = [
  ['a stream', { kind: 'stream', streamName: 'a-1' }],
  ['a category', category()],
  ['everything', { kind: 'all' }],
  ['one member of a group', category({ member: 0, size: 2 })],
  ['the other member', category({ member: 1, size: 2 })],
];

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** An instance, and the log it shares with others. */
async function openInstance() {
  const store = await memoryStoreWith('default');
  const created = await namespaceIn(store, 'default');
  const inner = created.log;
  const failing = failingLog(inner);
  const namespace = { ...created, log: failing.log };
  failing.pause = turn;
  const subscriptions = new Subscriptions({
    log: createLog({ level: 'silent', format: 'json' }),
    perNamespaceMax: 0,
  });
  return { namespace, inner, failing, subscriptions };
}

type Instance = Awaited<ReturnType<typeof openInstance>>;

async function perform(step: Step, instance: Instance, follower: Follower | undefined) {
  const { inner, failing, subscriptions } = instance;
  if (step.kind === 'own' || step.kind === 'burst') {
    for (let left = step.kind === 'own' ? 1 : BURST; left > 0; left -= 1) {
      const group = await inner.append(step.streams.map((name) => write(name)));
      subscriptions.committed(instance.namespace, group);
    }
  } else if (step.kind === 'foreign') await inner.append(step.streams.map((name) => write(name)));
  else if (step.kind === 'wake') subscriptions.wake('default');
  else if (step.kind === 'check') void subscriptions.check();
  else if (step.kind === 'fail') failing.failures = 1;
  else if (step.kind === 'take') follower?.allow(step.pieces);
  else await turn();
}

async function stored(log: MessageLog, filter: NoticeFilter, from: number): Promise<Notice[]> {
  const notices: Notice[] = [];
  for (let next: number | undefined = from; next !== undefined;) {
    const page = await log.readNotices({ ...filter, from: next, limit: 1_000 });
    notices.push(...page.notices);
    next = page.next;
  }
  return notices;
}

/** Everything is told in the end, whatever came before. */
async function settle(failing: FailingLog, follower: Follower, expected: readonly Notice[]) {
  failing.failures = 0;
  follower.allow(Number.MAX_SAFE_INTEGER / 2);
  await expect
    .poll(() => follower.told.length, { timeout: 5_000, interval: 2 })
    .toBeGreaterThanOrEqual(expected.length);
  for (let turns = 0; turns < 5; turns += 1) await turn();
  expect(follower.told).toEqual(expected);
}

describe('a subscriber is told every message once and in order', () => {
  it.each(filters)('of %s, from what is stored on', async (_name, filter) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 6 }),
        fc.array(step, { maxLength: 30 }),
        fc.nat({ max: 20 }),
        async (before, after, from) => {
          const instance = await openInstance();
          for (const one of before) await perform(one, instance, undefined);
          instance.failing.failures = 0;
          const client = await follower(instance, filter, { from });
          for (const one of after) await perform(one, instance, client);
          void instance.subscriptions.check();
          await settle(instance.failing, client, await stored(instance.inner, filter, from));
          await client.leave();
          expect(instance.subscriptions.count).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of everything, from now on', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 6 }),
        fc.array(step, { maxLength: 30 }),
        async (before, after) => {
          const instance = await openInstance();
          for (const one of before) await perform(one, instance, undefined);
          instance.failing.failures = 0;
          const filter = { kind: 'all' } as const;
          const head = await headOf(instance.inner);
          const client = await follower(instance, filter, { replays: false });
          for (const one of after) await perform(one, instance, client);
          void instance.subscriptions.check();
          await settle(instance.failing, client, await stored(instance.inner, filter, head + 1));
          await client.leave();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('also when it took nothing while its inbox overflowed again and again', async () => {
    const instance = await openInstance();
    const client = await follower(instance, category());
    for (let round = 0; round < 4; round += 1) {
      const burst = { kind: 'burst', streams: ['a-1', 'a-2', 'b-1', 'a-3'] } as const;
      await perform(burst, instance, client);
      client.allow(1);
      await turn();
    }
    await settle(instance.failing, client, await stored(instance.inner, category(), 0));
    expect(client.resumptions()).toBe(0);
    await client.leave();
  });
});
