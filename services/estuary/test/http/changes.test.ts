import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readEvents } from '../support/event-reader.ts';
import type { EventReader } from '../support/event-reader.ts';
import { followCutOff, seqOf } from '../support/follow-cut-off.ts';
import { estuaryOfTest } from '../support/running-estuary.ts';
import type { RunningEstuary } from '../support/running-estuary.ts';

const untilEvents = (reader: EventReader, count: number): Promise<void> =>
  vi.waitFor(() => expect(reader.events.length).toBeGreaterThanOrEqual(count));

describe('changes', () => {
  let estuary: RunningEstuary;
  beforeEach(async () => {
    estuary = await estuaryOfTest({ RATE_LIMIT_ENABLED: 'false' });
  });
  const follow = (query = '', lastEventId?: string): EventReader =>
    readEvents(`${estuary.url}/api/v1/changes?${query}`, lastEventId);
  const rename = (id: string, name: string) =>
    estuary.request(`/api/v1/items/${id}`, { method: 'PUT', body: { name } });
  const remove = (id: string) => estuary.request(`/api/v1/items/${id}`, { method: 'DELETE' });

  it('are told as they happen, with the item they leave', async () => {
    const reader = follow();
    const { headers } = await reader.opened;
    expect(headers.get('content-type')).toBe('text/event-stream');
    expect(headers.get('x-accel-buffering')).toBe('no');
    expect(headers.get('x-frame-options')).toBe('DENY');
    const made = await estuary.create({ name: 'a' });
    await rename(made.id, 'b');
    await remove(made.id);
    await untilEvents(reader, 3);
    const common = { collection: 'items', id: made.id };
    expect(reader.events).toMatchObject([
      { id: '1', event: 'item.created', data: { seq: 1, version: 1, item: made, ...common } },
      { id: '2', event: 'item.updated', data: { seq: 2, version: 2, item: { name: 'b' } } },
      { id: '3', event: 'item.deleted', data: { type: 'deleted', item: null, ...common } },
    ]);
    await reader.cut();
  });

  it('come after a snapshot as of one moment, whatever is written meanwhile', async () => {
    const known = new Map<string, string>();
    for (let n = 0; n < 30; n += 1) {
      const { id } = await estuary.create({ name: `n${n}` });
      known.set(id, `n${n}`);
    }
    const writing = Promise.all(
      [...known.keys()].map(async (id, n) => (n % 2 === 0 ? rename(id, 'x') : remove(id))),
    );
    const reader = follow('snapshot=true');
    await writing;
    await vi.waitFor(async () => {
      const { json } = await estuary.request('/api/v1/changes?wait=0&since=59');
      expect(reader.events.at(-1)?.id).toBe(String((json as { next: number }).next));
    });
    await reader.cut();
    const state = new Map<string, string>();
    let end: number | undefined;
    for (const { event, data } of reader.events) {
      const { item, id, seq } = data as {
        item: { id: string; name: string } | null;
        id: string;
        seq: number;
      };
      if (event === 'snapshot.end') end = seq;
      else if (item === null) state.delete(id);
      else state.set(item.id, item.name);
      if (end !== undefined && event !== 'snapshot.end') expect(seq).toBeGreaterThan(end);
    }
    expect([...state.values()]).toEqual(Array.from({ length: 15 }, () => 'x'));
  });

  it('reach who is cut off 50 times all, each once and in order', async () => {
    const total = 400;
    const writing = (async () => {
      for (let n = 0; n < total; n += 1) {
        await estuary.create({ name: `n${n}` });
        if (n % 8 === 0) await delay(1);
      }
    })();
    const seen = await followCutOff((last) => follow('', last), {
      cuts: 50,
      total,
      lastsMs: 10,
    });
    await writing;
    expect(seen).toEqual(Array.from({ length: total }, (_, n) => n + 1));
  });

  it('are filtered by id, and told as one answer to who waits', async () => {
    const { id } = await estuary.create({ name: 'a' });
    await estuary.create({ name: 'b' });
    await rename(id, 'c');
    const { json } = await estuary.request(`/api/v1/changes?wait=0&since=0&id=${id}`);
    expect(json).toMatchObject({ changes: [{ seq: 1 }, { seq: 3 }], next: 3 });
    const waiting = estuary.request('/api/v1/changes?wait=20&since=3');
    await delay(50);
    await estuary.create({ name: 'd' });
    expect((await waiting).json).toMatchObject({ changes: [{ seq: 4 }], next: 4 });
  });

  it('begin anew for who comes from another life of the database', async () => {
    const reader = follow('since=1000');
    await untilEvents(reader, 1);
    expect(reader.events[0]).toMatchObject({ event: 'reset', id: '0', data: { seq: 0 } });
    await estuary.create({ name: 'a' });
    await untilEvents(reader, 2);
    expect(reader.events[1]).toMatchObject({ event: 'item.created', id: '1' });
    await reader.cut();
  });

  it.each(['since=x', 'since=-1', 'wait=x', 'wait=61'])('are refused by %s', async (query) => {
    const { status, json } = await estuary.request(`/api/v1/changes?${query}`);
    expect([status, json]).toMatchObject([400, { error: 'BAD_REQUEST' }]);
  });

  it('end with a last word when the server stops, so that clients come back', async () => {
    const reader = follow();
    await reader.opened;
    await estuary.create({ name: 'a' });
    await untilEvents(reader, 1);
    await estuary.stop();
    await reader.ended;
    expect(reader.events.map(({ event, retry }) => [event, retry])).toEqual([
      ['item.created', undefined],
      ['bye', '2000'],
    ]);
  });

  it('reach a reader whole that has much to catch up with', async () => {
    const description = 'x'.repeat(1000);
    const operations = Array.from({ length: 100 }, (_, n) => ({
      op: 'create',
      item: { name: `n${n}`, description },
    }));
    for (let batch = 0; batch < 30; batch += 1) {
      const options = { method: 'POST', body: { operations } };
      expect((await estuary.request('/api/v1/items/batch', options)).status).toBe(200);
    }
    const reader = follow('since=0');
    await vi.waitFor(() => expect(reader.events).toHaveLength(3000), { timeout: 10_000 });
    expect(reader.events.map((event) => seqOf(event))).toEqual(
      Array.from({ length: 3000 }, (_, n) => n + 1),
    );
    await reader.cut();
  });

  it('are followed by no more than may be', async () => {
    const small = await estuaryOfTest({ SSE_MAX_CONNECTIONS: '1' });
    const first = readEvents(`${small.url}/api/v1/changes`);
    await first.opened;
    const second = await small.request('/api/v1/changes');
    expect([second.status, second.json]).toMatchObject([503, { error: 'SERVICE_UNAVAILABLE' }]);
    await first.cut();
    await vi.waitFor(async () => {
      const third = readEvents(`${small.url}/api/v1/changes`);
      expect((await third.opened).status).toBe(200);
      await third.cut();
    });
  });
});
