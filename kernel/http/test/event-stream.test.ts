import { describe, expect, it } from 'vitest';
import { openEventStream } from '../src/index.ts';
import type { EventStream, EventStreamOptions } from '../src/index.ts';
import { rawClient } from './support/raw-client.ts';
import { startHttp } from './support/start-http.ts';
import type { StartedHttp } from './support/start-http.ts';
import { until } from './support/until.ts';

const GET = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n';

interface Streams extends StartedHttp {
  readonly opened: EventStream[];
}

async function startStreams(options: EventStreamOptions = {}): Promise<Streams> {
  const opened: EventStream[] = [];
  const http = await startHttp((app) =>
    app.get('/', (request, reply) => {
      opened.push(openEventStream(request, reply, options));
    }),
  );
  return { ...http, opened };
}

async function first(streams: Streams): Promise<EventStream> {
  await until(() => streams.opened.length > 0);
  return streams.opened[0]!;
}

describe('an event stream', () => {
  it('sends its headers at once, with the request id and the retry time', async () => {
    const streams = await startStreams({ retryMs: 2500, headers: { 'x-own': 'yes' } });
    const answer = await fetch(streams.url, { headers: { 'x-request-id': 'r1' } });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    expect(answer.headers.get('cache-control')).toContain('no-cache');
    expect(answer.headers.get('x-request-id')).toBe('r1');
    expect(answer.headers.get('x-own')).toBe('yes');
    (await first(streams)).close();
    expect(await answer.text()).toBe('retry: 2500\n\n');
  });

  it('tells where to come back to before it greets', async () => {
    const streams = await startStreams({ retryMs: 2500, startId: '7', greeting: 'ready' });
    const answer = await fetch(streams.url);
    (await first(streams)).close();
    expect(await answer.text()).toBe('retry: 2500\nid: 7\n\n: ready\n\n');
  });

  it('sends events until it is closed', async () => {
    const streams = await startStreams();
    const answer = await fetch(streams.url);
    const stream = await first(streams);
    await stream.send({ id: '1', event: 'poke', data: { position: 1 } });
    await stream.send({ data: 'text' });
    stream.close();
    stream.close();
    await stream.closed;
    await stream.send({ data: 'too late' });
    expect(await answer.text()).toBe('id: 1\nevent: poke\ndata: {"position":1}\n\ndata: text\n\n');
  });

  it('sends a comment after silence', async () => {
    const streams = await startStreams({ heartbeatMs: 20, heartbeatText: 'here' });
    const client = await rawClient(streams.port);
    client.send(GET);
    await client.until(': here\n\n');
  });

  it('knows where the client stopped', async () => {
    const streams = await startStreams();
    const client = await rawClient(streams.port);
    client.send(`${GET.trimEnd()}\r\nlast-event-id: café-7\r\n\r\n`);
    expect((await first(streams)).lastEventId).toBe('café-7');
  });

  it('tells its feeder when the client leaves', async () => {
    const streams = await startStreams();
    const client = await rawClient(streams.port);
    client.send(GET);
    const stream = await first(streams);
    client.socket.destroy();
    await stream.closed;
    expect(stream.signal.aborted).toBe(true);
  });

  it('makes a feeder wait for a slow reader', async () => {
    const streams = await startStreams({ maxBufferedBytes: 100_000_000 });
    const client = await rawClient(streams.port);
    client.socket.pause();
    client.send(GET);
    const stream = await first(streams);
    const sent = stream.send({ data: 'x'.repeat(20_000_000) });
    const winner = await Promise.race([sent.then(() => 'sent'), tick(100)]);
    expect(winner).toBe('waiting');
    client.socket.resume();
    await sent;
  });

  it('adds no comments to what a slow reader has not taken yet', async () => {
    const streams = await startStreams({
      heartbeatMs: 5,
      heartbeatText: 'here',
      maxBufferedBytes: 100_000_000,
    });
    const client = await rawClient(streams.port);
    client.socket.pause();
    client.send(GET);
    const stream = await first(streams);
    const sent = stream.send({ data: 'x'.repeat(20_000_000) });
    await tick(100);
    client.socket.resume();
    await sent;
    await client.until(': here\n\n');
    expect(client.received().match(/: here/g)?.length).toBeLessThan(5);
  });

  it('ends at once for a client that left while the answer was prepared', async () => {
    let opened: EventStream | undefined;
    const http = await startHttp((app) =>
      app.get('/', async (request, reply) => {
        await new Promise((resolve) => request.raw.socket.once('close', resolve));
        await tick(20);
        opened = openEventStream(request, reply, { greeting: 'ready' });
      }),
    );
    const client = await rawClient(http.port);
    client.send(GET);
    await tick(20);
    client.socket.destroy();
    await until(() => opened?.signal.aborted === true);
  });

  it('serves many without a warning of Node', async () => {
    const warnings: string[] = [];
    const note = ({ message }: Error): void => void warnings.push(message);
    process.on('warning', note);
    const streams = await startStreams();
    const clients = await Promise.all(Array.from({ length: 15 }, () => rawClient(streams.port)));
    for (const client of clients) client.send(GET);
    await until(() => streams.opened.length === 15);
    await tick(20);
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  it('cuts a reader that lets too much wait', async () => {
    const streams = await startStreams({ maxBufferedBytes: 1000 });
    const client = await rawClient(streams.port);
    client.socket.pause();
    client.send(GET);
    const stream = await first(streams);
    while (!stream.signal.aborted) await stream.send({ data: 'x'.repeat(1_000_000) });
    await stream.closed;
    await until(() => streams.lines.some(({ aborted }) => aborted === true));
  });

  it('leaves the last word to a feeder that wants it when the server drains', async () => {
    const streams = await startStreams({ endsOnDrain: false });
    const client = await rawClient(streams.port);
    client.send(GET);
    const stream = await first(streams);
    await client.until('text/event-stream');
    const stopped = streams.stop(60_000);
    await until(() => stream.draining.aborted);
    await tick(20);
    await stream.send({ data: 'farewell' });
    stream.close();
    expect(await client.closed()).toContain('data: farewell\n\n');
    await stopped;
  });

  it('gives HEAD the headers only', async () => {
    const streams = await startStreams();
    const answer = await fetch(streams.url, { method: 'HEAD' });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    expect((await first(streams)).signal.aborted).toBe(true);
  });
});

async function tick(ms: number): Promise<'waiting'> {
  await new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
  return 'waiting';
}
