import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createLog, Fault } from '../../src/index.ts';
import { captureLog } from '../capture-log.ts';

const RFC_3339_MS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('the json format', () => {
  it('writes level, time, fields and message as one object per line', () => {
    const { log, lines } = captureLog();
    log.child({ component: 'store' }).warn({ count: 2 }, 'two left');
    expect(lines()).toEqual([
      {
        level: 'warn',
        time: expect.stringMatching(RFC_3339_MS),
        component: 'store',
        count: 2,
        msg: 'two left',
      },
    ]);
  });

  it('survives big integers, cycles and odd values', () => {
    const { log, lines } = captureLog();
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    log.info({ big: 2n ** 64n, cycle, none: undefined, call: () => 1, nan: Number.NaN }, 'odd');
    expect(lines()[0]).toMatchObject({ big: '18446744073709551616', nan: null });
    expect(JSON.stringify(lines()[0])).toContain('[too deep]');
  });
});

describe('the logfmt format', () => {
  it('writes time, level and msg, then the fields as key=value', () => {
    const { log, text } = captureLog('logfmt');
    log.child({ component: 'store' }).info({ count: 2, ok: true, none: null }, 'ready');
    expect(text()).toMatch(
      /^time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z level=INFO msg=ready component=store count=2 ok=true none=null\n$/,
    );
  });

  it.each([
    ['plain', 'plain'],
    ['/a?b', '/a?b'],
    ['', '""'],
    ['two words', '"two words"'],
    ['a=b', '"a=b"'],
    ['say "x"', String.raw`"say \"x\""`],
    ['line\nlevel=FATAL', String.raw`"line\nlevel=FATAL"`],
    ['\u001b[31m', String.raw`"\u001b[31m"`],
    ['\u009b31m', String.raw`"\u009b31m"`],
    ['a\u2028b', String.raw`"a\u2028b"`],
  ])('writes the value %j as %s', (value, expected) => {
    const { log, text } = captureLog('logfmt');
    log.info({ value }, 'x');
    expect(text()).toMatch(/ value=/);
    expect(text().trimEnd().split(' value=')[1]).toBe(expected);
  });

  it('flattens objects, writes lists as JSON, and keeps odd names from breaking the line', () => {
    const { log, text } = captureLog('logfmt');
    log.info({ pool: { size: 2 }, ids: [1, 'a'], 'x y=\n': 1 }, 'x');
    expect(text()).toContain(String.raw` pool.size=2 ids="[1,\"a\"]" x_y__=1`);
  });

  it('names every level in capitals and writes only those asked for', () => {
    const { log, text } = captureLog('logfmt', 'warn');
    log.info('no');
    log.warn('yes');
    log.error('yes');
    log.fatal('yes');
    expect(text().match(/level=\w+/g)).toEqual(['level=WARN', 'level=ERROR', 'level=FATAL']);
  });
});

describe('the pretty format', () => {
  it('puts the stack on lines of its own', () => {
    const { log, text } = captureLog('pretty');
    log.error({ err: new Error('broken'), id: 7 }, 'cannot go on');
    const [first, second] = text().split('\n');
    expect(first).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} ERROR cannot go on err\.type=Error err\.message=broken id=7$|id=7 err/,
    );
    expect(second).toBe('    Error: broken');
  });
});

describe('secrets', () => {
  it.each([
    'authorization',
    'Authorization',
    'X-API-Key',
    'x_api_key',
    'password',
    'adminPassword',
    'APP_AUTH_JWT_SECRET',
    'token',
    'refresh_token',
    'cookie',
    'Set-Cookie',
    'dsn',
    'privateKey',
  ])('are hidden under the name %s, at any depth and in a child', (name) => {
    for (const format of ['json', 'logfmt', 'pretty'] as const) {
      const { log, text } = captureLog(format);
      log.info({ [name]: 'hunter2', list: [{ deep: { [name]: ['hunter2'] } }] }, 'x');
      log.child({ [name]: 'hunter2' }).info('x');
      expect(text()).not.toContain('hunter2');
      expect(text()).toContain('[hidden]');
    }
  });

  it('leave neighbours and flags alone', () => {
    const { log, lines } = captureLog();
    log.info({ token_count: 3, token: true, password: null, key_prefix: 'demo_ab' }, 'x');
    expect(lines()[0]).toMatchObject({
      token_count: 3,
      token: true,
      password: null,
      key_prefix: 'demo_ab',
    });
  });

  it('can have further names', () => {
    let text = '';
    const destination = { write: (line: string) => (text += line) };
    createLog({ level: 'info', format: 'json', destination, redact: ['pin'] }).info({
      user_pin: 1234,
    });
    expect(text).toContain('"user_pin":"[hidden]"');
  });

  it.each([
    ['postgres://app:hunter2@db:5432/x', 'postgres://app:***@db:5432/x'],
    ['redis://:hunter2@cache', 'redis://:***@cache'],
    ['failed: app:hunter2@tcp(db:3306)/x', 'failed: app:***@tcp(db:3306)/x'],
    ['host=db password=hunter2 user=app', 'host=db password=*** user=app'],
    ["Server=db;Pwd='hunter2 x';User=app", 'Server=db;Pwd=***;User=app'],
    ['mail to me@example.org at https://example.org:8080/a@b', undefined],
  ])('are cut out of the text %s', (text, expected = text) => {
    const { log, lines } = captureLog();
    log.info({ text, err: new Error(text) }, text);
    expect(lines()[0]).toMatchObject({ text: expected, msg: expected, err: { message: expected } });
    expect(JSON.stringify(lines())).not.toContain('hunter2');
  });

  it('do not slip out with instances: they are named, not opened', () => {
    const { log, lines } = captureLog();
    class Connection {
      readonly options = { hiddenField: 'hunter2' };
    }
    const url = new URL('postgres://app:hunter2@db/x');
    log.info(
      { connection: new Connection(), socket: new Socket(), url, bytes: Buffer.alloc(9) },
      'x',
    );
    expect(lines()[0]).toMatchObject({
      connection: '[Connection]',
      socket: '[Socket]',
      url: 'postgres://app:***@db/x',
      bytes: '[9 bytes]',
    });
  });
});

describe('errors', () => {
  it('are logged with code and causes but without their other properties', () => {
    const { log, lines } = captureLog();
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED', config: 'hunter2' });
    log.error({ err: new Error('no database', { cause }) }, 'x');
    expect(lines()[0]).toMatchObject({
      err: {
        type: 'Error',
        message: 'no database',
        stack: expect.stringContaining('create-log.test'),
        cause: { message: 'refused', code: 'ECONNREFUSED' },
      },
    });
    expect(JSON.stringify(lines())).not.toContain('hunter2');
  });

  it('have no stack if they are faults', () => {
    const { log, lines } = captureLog();
    log.error({ err: new Fault({ code: 'port_taken', status: 500, message: 'Taken.' }) }, 'x');
    expect(lines()[0]?.['err']).toEqual({ type: 'Fault', message: 'Taken.', code: 'port_taken' });
  });

  it('show the parts of an aggregate, whose own message is empty for refused connections', () => {
    const { log, lines } = captureLog();
    log.error(new AggregateError([new Error('::1 refused'), '127.0.0.1 refused'], ''));
    expect(lines()[0]).toMatchObject({
      err: { errors: [{ message: '::1 refused' }, { message: '127.0.0.1 refused' }] },
    });
  });
});
