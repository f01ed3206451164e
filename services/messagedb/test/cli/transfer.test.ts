import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { freePort, temporaryDirectory } from '@aquifer/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { messageDbProgram } from '../../src/cli/messagedb-program.ts';
import { runCli, terminalOf } from '../support/run-cli.ts';
import type { CliResult } from '../support/run-cli.ts';
import { startMessageDb, tokenOf } from '../support/start-messagedb.ts';
import type { TestServer } from '../support/start-messagedb.ts';

let server: TestServer;
let cwd: string;
/** Of two fresh namespaces. */
let [source, target] = ['', ''];
let made = 0;

beforeAll(async () => {
  server = await startMessageDb();
});
afterAll(() => server.stop());
beforeEach(async () => {
  cwd = temporaryDirectory();
  [source, target] = [await newNamespace(), await newNamespace()];
});

async function newNamespace(): Promise<string> {
  made += 1;
  const { token } = await server.call<{ token: string }>('ns.create', `test-${made}`);
  return token;
}

const rowsOf = async (token: string): Promise<unknown> =>
  (await server.post(['category.get', '', { batchSize: -1 }], { as: token })).json;

async function write(token: string, ...streams: readonly string[]): Promise<void> {
  for (const stream of streams) {
    const { status } = await server.post(['stream.write', stream, { type: 'T', data: {} }], {
      as: token,
    });
    expect(status).toBe(200);
  }
}

/** Puts messages where they say. */
async function place(token: string, ...records: readonly object[]): Promise<void> {
  const body = records.map((one) => `${JSON.stringify(one)}\n`).join('');
  const { text } = await server.request('/import', { method: 'POST', body, as: token });
  expect(text).toContain('"done":true');
}

const idOf = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const record = (n: number, more: object = {}): object => ({
  id: idOf(n),
  stream: 'a-1',
  type: 'T',
  pos: n - 1,
  gpos: n,
  data: {},
  meta: null,
  time: '2026-01-31T12:00:00.000Z',
  ...more,
});

const exporting = (...args: readonly string[]): Promise<CliResult> =>
  runCli({ cwd }, 'export', '--url', server.url, '--token', source, ...args);
const importing = (world: object, ...args: readonly string[]): Promise<CliResult> =>
  runCli({ cwd, ...world }, 'import', '--url', server.url, '--token', target, ...args);

const linesOf = (text: Buffer | string): Record<string, unknown>[] =>
  text
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('messagedb export', () => {
  it('writes a record a line, with nothing else on standard output', async () => {
    await place(source, record(7, { pos: 3, time: '2026-01-31T12:00:00.123456Z', meta: { a: 1 } }));
    const { code, stdout, stderr } = await exporting();
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'exported 1 messages, up to 7\n' });
    expect(linesOf(stdout)).toEqual([
      {
        id: idOf(7),
        stream: 'a-1',
        type: 'T',
        pos: 3,
        gpos: 7,
        data: {},
        meta: { a: 1 },
        time: '2026-01-31T12:00:00.123456Z',
      },
    ]);
  });

  it('takes only the categories it is told', async () => {
    await write(source, 'a-1', 'b-1', 'c-1', 'a-2');
    const { stdout } = await exporting('--categories', 'a,c');
    expect(linesOf(stdout).map(({ stream }) => stream)).toEqual(['a-1', 'a-2', 'c-1']);
  });

  it.each([',', '', 'a,', ',a', 'a,,c'])(
    'refuses --categories %j instead of taking all',
    async (names) => {
      await write(source, 'a-1');
      expect(await exporting('--categories', names)).toMatchObject({
        code: 1,
        stderr: '--categories must be names separated by commas, none of them empty\n',
        stdout: Buffer.alloc(0),
      });
    },
  );

  it('writes a message once, however often its category is named', async () => {
    await write(source, 'a-1');
    expect(linesOf((await exporting('--categories', 'a,a')).stdout)).toHaveLength(1);
  });

  it('begins with --since and ends before --until, to the microsecond', async () => {
    const times = [
      '2026-01-30T23:59:59.999999Z',
      '2026-01-31T00:00:00.000Z',
      '2026-01-31T12:00:00.000001Z',
      '2026-02-01T00:00:00.000000Z',
    ];
    await place(source, ...times.map((time, index) => record(index + 1, { time })));
    const taken = async (...args: readonly string[]): Promise<unknown[]> =>
      linesOf((await exporting(...args)).stdout).map(({ gpos }) => gpos);
    expect(await taken('--since', '2026-01-31')).toEqual([2, 3, 4]);
    expect(await taken('--until', '2026-02-01')).toEqual([1, 2, 3]);
    expect(await taken('--since=2026-01-31', '--until=2026-02-01')).toEqual([2, 3]);
    expect(await taken('--since', '2026-01-31T12:00:00.000001Z')).toEqual([3, 4]);
    expect(await taken('--until', '2026-01-31T13:00:00.000001+01:00')).toEqual([1, 2]);
    const wrong = await exporting('--since', 'yesterday');
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('--since') });
  });

  it('compresses, and writes to a file that is there only when it is complete', async () => {
    await write(source, 'a-1');
    expect(linesOf(gunzipSync((await exporting('--gzip')).stdout))).toHaveLength(1);
    const { code, stdout } = await exporting('-gzip', '-output', 'backup.gz');
    expect({ code, stdout: stdout.length }).toEqual({ code: 0, stdout: 0 });
    expect(linesOf(gunzipSync(await readFile(join(cwd, 'backup.gz'))))).toHaveLength(1);

    const file = join(cwd, 'backup');
    await writeFile(file, 'the backup of yesterday');
    const args = ['export', '--url', server.url, '--token', tokenOf('nobody'), '--output', file];
    expect(await runCli({ cwd }, ...args)).toMatchObject({ code: 1 });
    expect(await readFile(file, 'utf8')).toBe('the backup of yesterday');
    expect(existsSync(`${file}.partial`)).toBe(false);
  });

  it('reads page after page', async () => {
    const records = Array.from({ length: 2_500 }, (_, index) => record(index + 1));
    await place(source, ...records);
    const { stdout, stderr } = await exporting();
    expect(linesOf(stdout)).toEqual(records);
    expect(stderr).toBe(
      [1000, 2000, 2500].map((n) => `exported ${n} messages, up to ${n}\n`).join(''),
    );
  });

  it.each([
    ['--url', ['--token', 'x']],
    ['--token', ['--url', 'http://localhost:1']],
    ['--url', ['--token', 'x', '--url', 'localhost:8080']],
  ])('exits 1 and names %s when it is missing or wrong', async (flag, args) => {
    for (const command of ['export', 'import']) {
      const { code, stderr } = await runCli({}, command, ...args);
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(`^${flag}`) });
    }
  });

  it('says what the server says of the token', async () => {
    const { code, stderr } = await runCli({}, 'export', '--url', server.url, '--token', 'nope');
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'Invalid token format\n' });
  });
});

describe('messagedb import', () => {
  const lines = [record(1), record(2)].map((one) => `${JSON.stringify(one)}\n`).join('');

  it('takes standard input or a file, compressed or not', async () => {
    await writeFile(join(cwd, 'plain'), lines);
    await writeFile(join(cwd, 'packed'), gzipSync(lines));
    for (const [world, ...args] of [
      [{ stdin: lines }],
      [{ stdin: gzipSync(lines) }, '--gzip'],
      [{}, '--input', 'plain'],
      [{}, '--input=packed', '--gzip'],
    ] as const) {
      target = await newNamespace();
      const { code, stdout, stderr } = await importing(world, ...args);
      expect({ code, stderr }).toEqual({
        code: 0,
        stderr: expect.stringMatching(/^imported 2 messages in \d+\.\ds\n$/),
      });
      expect(stdout).toHaveLength(0);
      expect(await rowsOf(target)).toHaveLength(2);
    }
  });

  it('tells how far it is', async () => {
    const many = Array.from({ length: 2_100 }, (_, index) => JSON.stringify(record(index + 1)));
    const { stderr } = await importing({ stdin: many.join('\n') });
    expect(stderr).toMatch(
      /^imported 1000 messages, up to 1000\nimported 2000 messages, up to 2000\nimported 2100 messages in/,
    );
  });

  it('exits 1 with the line and what was kept when the server refuses', async () => {
    const many = Array.from({ length: 1_100 }, (_, index) => JSON.stringify(record(index + 1)));
    const { code, stderr } = await importing({ stdin: `${many.join('\n')}\nnope` });
    expect(code).toBe(1);
    expect(stderr).toContain('line 1101: The line is not valid JSON (INVALID_JSON)');
    expect(stderr).toContain('1000 messages were imported before');
    const again = await importing({ stdin: lines });
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('POSITION_EXISTS') });
  });

  it('says how far it came when it is interrupted', async () => {
    const many = Array.from({ length: 1_100 }, (_, index) => JSON.stringify(record(index + 1)));
    const stopping = new AbortController();
    const stdin = new PassThrough();
    stdin.write(`${many.join('\n')}\n`);
    const args = ['import', '--url', server.url, '--token', target];
    const { terminal, stderr } = terminalOf(args, { stdin, stopRequested: stopping.signal });
    let told = '';
    stderr.on('data', (piece: Buffer) => (told += piece.toString()));
    const running = messageDbProgram(terminal);
    await vi.waitFor(() => expect(told).toContain('up to 1000'), 20_000);
    stopping.abort();
    expect(await running).toBe(1);
    expect(told).toMatch(/\ninterrupted; 1000 messages were imported before, /);
  });

  it('exits 1 when there is no server, no permission, or no such file', async () => {
    const args = ['--token', target];
    const nowhere = await runCli(
      {},
      'import',
      '--url',
      `http://127.0.0.1:${await freePort()}`,
      ...args,
    );
    expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot import') });
    const refused = await runCli({}, 'import', '--url', server.url, '--token', 'nope');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('AUTH_INVALID') });
    expect(await importing({}, '--input', 'missing')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ENOENT'),
    });
  });

  it('deletes nothing when its input cannot be read', async () => {
    await write(target, 'x-1');
    const force = ['--force', '--yes', '--input'];
    expect((await importing({}, ...force, 'missing')).code).toBe(1);
    await writeFile(join(cwd, 'plain'), lines);
    expect((await importing({}, ...force, 'plain', '--gzip')).code).toBe(1);
    await mkdir(join(cwd, 'folder'));
    expect((await importing({}, ...force, 'folder')).code).toBe(1);
    expect(await rowsOf(target)).toHaveLength(1);
  });

  it('asks before it deletes, and does so only after a yes', async () => {
    await write(target, 'x-1');
    await writeFile(join(cwd, 'plain'), lines);
    const args = ['--force', '--input', 'plain'];
    for (const stdin of ['\n', 'n\n', 'nay\n', 'yesterday\n']) {
      const { code, stderr } = await importing({ stdin, isInteractive: true }, ...args);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(/\[y\/N\] .*not confirmed/s),
      });
    }
    const unasked = await importing({}, ...args);
    expect(unasked).toMatchObject({ code: 1, stderr: expect.stringContaining('--yes') });
    expect(await rowsOf(target)).toHaveLength(1);

    expect((await importing({ stdin: 'Y\n', isInteractive: true }, ...args)).code).toBe(0);
    expect(await rowsOf(target)).toHaveLength(2);
    expect((await importing({}, ...args, '--yes')).code).toBe(0);
  });
});

describe('a round trip', () => {
  it('keeps every digit, also of numbers that only others can write', async () => {
    const line = JSON.stringify(record(1)).replace('"data":{}', '"data":{"n":1234567890123456789}');
    const before = await importing({ stdin: line });
    expect(before.code).toBe(0);
    source = target;
    const { stdout } = await exporting();
    expect(stdout.toString()).toContain('"data":{"n":1234567890123456789}');
  });

  /** JSON objects as writers may send them. */
  const data = fc.dictionary(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }),
    { maxKeys: 4 },
  );
  const storable = (unit: 'binary' | 'grapheme'): fc.Arbitrary<string> =>
    fc
      .string({ unit, minLength: 1, maxLength: 20 })
      .filter((text) => text.isWellFormed() && !text.includes('\0'));
  const odd = fc.record({
    stream: fc.oneof(storable('grapheme'), storable('binary'), fc.constantFrom('a-1', 'a-2+x')),
    type: storable('binary'),
    data: fc.oneof(
      data,
      fc.constantFrom({ n: 1e308 }, { n: 2 ** 53 + 2 }, { n: 5e-324 }, { '\0': '\0\ud800' }),
    ),
    meta: fc.option(fc.oneof(data, fc.constant({ correlationStreamName: 'signup-9' }))),
    gap: fc.integer({ min: 1, max: 1_000_000 }),
    micros: fc.constantFrom('', '001', '120'),
  });

  it('gives the rows back as they were, whatever they hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(odd, { minLength: 1, maxLength: 20 }), async (messages) => {
        [source, target] = [await newNamespace(), await newNamespace()];
        let gpos = 0;
        const positions = new Map<string, number>();
        const records = messages.map(({ gap, micros, ...rest }) => {
          made += 1;
          gpos += gap;
          const pos = (positions.get(rest.stream) ?? -1) + 1 + (gap % 2);
          positions.set(rest.stream, pos);
          const time = new Date(1.7e12 + gpos).toISOString().replace('Z', `${micros}Z`);
          return { id: idOf(made), ...rest, pos, gpos, time };
        });
        await place(source, ...records);
        const { stdout } = await exporting('--gzip');
        expect((await importing({ stdin: stdout }, '--gzip')).code).toBe(0);
        const [before, after] = [await rowsOf(source), await rowsOf(target)];
        expect(before).toHaveLength(records.length);
        expect(after).toEqual(before);
        const query = ['category.get', '', { correlation: 'signup' }];
        expect((await server.post(query, { as: target })).json).toEqual(
          (await server.post(query, { as: source })).json,
        );
      }),
      { numRuns: 30 },
    );
  });
});
