import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createStreams } from '../../../src/connectors/streams/create-streams.ts';
import type { StartStream } from '../../../src/connectors/streams/pace-stream.ts';

const patient = { placeMs: 60_000, readerMs: 60_000 };

/** A statement whose every row is there at once, and which remembers that it was ended. */
const endless = () => {
  const told = { ended: 0 };
  const start: StartStream = async function* () {
    try {
      for (;;) yield 'row\n';
    } finally {
      told.ended += 1;
    }
  };
  return { start, told };
};

/** A statement that finds a few rows and then no more, until it is interrupted. */
const stuck = (rows: number): StartStream =>
  async function* ({ signal }) {
    for (let row = 0; row < rows; row += 1) yield 'row\n';
    await delay(60_000, undefined, { signal });
  };

const all = async (stream: AsyncIterable<string>): Promise<string> => {
  let text = '';
  for await (const chunk of stream) text += chunk;
  return text;
};

describe('The streams of a database', () => {
  it('leave one connection in four to statements', async () => {
    const streams = createStreams(4, { ...patient, placeMs: 10 });
    const { start } = endless();
    const open = [1, 2, 3].map(() => streams.open(start));
    for (const stream of open) expect((await stream.next()).value).toBe('row\n');
    await expect(streams.open(start).next()).rejects.toMatchObject({
      code: 'streams_busy',
      status: 503,
      context: { retry_after: 10 },
    });
    await Promise.all(open.map((stream) => stream.return()));
  });

  it('have their turn when another one ends, in the order they came', async () => {
    const streams = createStreams(1, patient);
    const { start } = endless();
    const first = streams.open(start);
    await first.next();
    const order: string[] = [];
    const waiting = ['second', 'third'].map(async (name) => {
      const stream = streams.open(start);
      await stream.next();
      order.push(name);
      await stream.return();
    });
    await first.return();
    await Promise.all(waiting);
    expect(order).toEqual(['second', 'third']);
  });

  it('give up their place in the queue when the caller goes', async () => {
    const streams = createStreams(1, patient);
    const first = streams.open(endless().start);
    await first.next();
    const abort = new AbortController();
    const second = streams.open(endless().start, { signal: abort.signal }).next();
    abort.abort(new Error('hung up'));
    await expect(second).rejects.toThrow('hung up');
    const third = streams.open(endless().start).next();
    await first.return();
    expect((await third).value).toBe('row\n');
  });

  it('that cannot begin or fail leave their place', async () => {
    const streams = createStreams(1, patient);
    const failing: StartStream = async function* () {
      yield 'row\n';
      throw new Error('lost');
    };
    await expect(all(streams.open(failing))).rejects.toThrow('lost');
    await expect(all(streams.open(stuck(1), { timeoutMs: 10 }))).rejects.toThrow('Query');
    expect((await streams.open(endless().start).next()).done).toBe(false);
  });

  it('are interrupted when a chunk takes too long, however many came before', async () => {
    const streams = createStreams(4, patient);
    for (const rows of [0, 3]) {
      await expect(all(streams.open(stuck(rows), { timeoutMs: 20 }))).rejects.toMatchObject({
        code: 'query_timeout',
        status: 504,
      });
    }
  });

  it('may last longer in all than one chunk may take', async () => {
    const slow: StartStream = async function* () {
      for (let row = 0; row < 6; row += 1) {
        await delay(100);
        yield 'row\n';
      }
    };
    expect(await all(createStreams(4, patient).open(slow, { timeoutMs: 400 }))).toHaveLength(24);
  });

  it('are ended when nobody takes their rows, and another one gets the place at once', async () => {
    const streams = createStreams(1, { ...patient, readerMs: 20 });
    const { start, told } = endless();
    const stalled = streams.open(start);
    await stalled.next();
    const next = streams.open(endless().start);
    expect((await next.next()).value).toBe('row\n');
    expect(told.ended).toBe(1);
    await expect(stalled.next()).rejects.toMatchObject({ code: 'stream_stalled', status: 503 });
    await next.return();
  });
});
