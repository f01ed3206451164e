import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { createClient } from '@aquifer/messagedb-client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { exportMessages } from '../../src/transfer/export-messages.ts';

/** Answers every call with these rows, which are made while they are sent. */
async function answerWith(rows: () => Iterable<string>): Promise<string> {
  const server = createServer((_request, response) => {
    const pieces = function* (): Generator<string> {
      let lead = '[';
      for (const row of rows()) {
        yield lead + row;
        lead = ',';
      }
      yield lead === '[' ? '[]' : ']';
    };
    Readable.from(pieces(), { objectMode: false }).pipe(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const rowOf = (place: number, data: string): string =>
  `["00000000-0000-7000-8000-000000000000","a-1","T",${place - 1},${place},${data},null,"2026-01-31T12:00:00.000Z"]`;

const all = { categories: [], since: undefined, until: undefined };

function exporting(url: string): AsyncGenerator<string> {
  const signal = new AbortController().signal;
  return exportMessages(createClient({ url }), all, { signal, onProgress: () => undefined });
}

describe('an export', () => {
  it('takes a page that is larger than a text can be', async () => {
    const data = `{"text":"${'x'.repeat(1024 * 1024)}"}`;
    const count = 516;
    const url = await answerWith(function* () {
      for (let place = 1; place <= count; place += 1) yield rowOf(place, data);
    });
    let [lines, characters] = [0, 0];
    for await (const line of exporting(url)) {
      lines += 1;
      characters += line.length;
    }
    expect(lines).toBe(count);
    expect(characters).toBeGreaterThan(2 ** 29);
  }, 60_000);

  it('writes what is in a message as it was written, on one line', async () => {
    const url = await answerWith(() => [
      rowOf(1, '{\n  "n": 12345678901234567890,\r\n "a": 1.10 }'),
    ]);
    const { value } = await exporting(url).next();
    expect(value).toContain('"data":{   "n": 12345678901234567890,   "a": 1.10 },"meta":null');
    expect(value).toMatch(/^[^\n]+\n$/);
  });
});
