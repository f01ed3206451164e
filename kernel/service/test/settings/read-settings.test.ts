import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineSettings, integer, isFault, readSettings } from '../../src/index.ts';
import type { ReadSettingsOptions, SettingsSources } from '../../src/index.ts';
import { sampleSettings } from './sample-settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'read-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

function valueFile(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function read(sources: SettingsSources, options?: ReadSettingsOptions) {
  return readSettings(sampleSettings, sources, options);
}

function problemsOf(sources: SettingsSources, options?: ReadSettingsOptions): string {
  try {
    read(sources, options);
  } catch (error) {
    if (isFault(error) && error.code === 'invalid_settings') return error.message;
    throw error;
  }
  return 'no problems';
}

describe('readSettings', () => {
  it('gives the parsed defaults when nothing is set, and leaves out what is optional', () => {
    expect(read({})).toEqual({
      port: 8080,
      host: '0.0.0.0',
      ui: true,
      level: 'info',
      bodyMax: 10 * 1024 * 1024,
      timeout: 15_000,
      origins: ['*'],
    });
  });

  it('prefers flag, then variable, then file, then default', () => {
    const flags = { port: '1' };
    const env = { DEMO_SERVER_PORT: '2' };
    const file = { server: { port: 3 } };
    expect(read({ flags, env, file }).port).toBe(1);
    expect(read({ env, file }).port).toBe(2);
    expect(read({ file }).port).toBe(3);
  });

  it('reads X_FILE before the configuration file and trims its content', () => {
    const env = { DEMO_AUTH_SECRET_FILE: valueFile('secret', ' from the file\n') };
    expect(read({ env, file: { auth: { secret: 'from yaml' } } }).secret).toBe('from the file');
  });

  it('refuses X together with X_FILE, naming both', () => {
    const env = { DEMO_SECRET: 'long enough', DEMO_SECRET_FILE: valueFile('both', 'other') };
    expect(problemsOf({ env })).toBe(
      'invalid settings: DEMO_SECRET (environment) and DEMO_SECRET_FILE are both set; keep one of them',
    );
  });

  it('accepts an alias, and refuses two names with different values but not with the same', () => {
    expect(read({ env: { DEMO_SECRET: 'by the alias' } }).secret).toBe('by the alias');
    const same = { DEMO_SECRET: 'same value', DEMO_AUTH_SECRET: 'same value' };
    expect(read({ env: same }).secret).toBe('same value');
    expect(problemsOf({ env: { ...same, DEMO_SECRET: 'another' } })).toContain(
      'DEMO_AUTH_SECRET (environment) and DEMO_SECRET are both set',
    );
  });

  it.each([
    ['absent', join(folder, 'absent'), 'cannot be read (ENOENT)'],
    ['a folder', folder, 'cannot be read (EISDIR)'],
    ['empty', valueFile('empty', '\n'), 'is empty'],
    ['binary', valueFile('binary', Buffer.from([0xff, 0xfe, 0x00])), 'is not UTF-8 text'],
    ['huge', valueFile('huge', 'x'.repeat(70_000)), 'is larger than 65536 bytes'],
  ])('says why a value file that is %s is not read', (_, path, reason) => {
    expect(problemsOf({ env: { DEMO_AUTH_SECRET_FILE: path } })).toBe(
      `invalid settings: DEMO_AUTH_SECRET_FILE (environment) names the file ${path}, which ${reason}`,
    );
  });

  it('does not read files for values that are no texts', () => {
    const env = { DEMO_SERVER_PORT_FILE: valueFile('port', '99') };
    expect(read({ env }).port).toBe(8080);
    expect(problemsOf({ env }, { unknownPrefix: 'DEMO_' })).toContain('DEMO_SERVER_PORT_FILE');
  });

  it('reports all problems at once, each with name, source, rule and value', () => {
    const message = problemsOf({
      flags: { port: 'eighty' },
      env: { DEMO_TIMEOUT: '15', DEMO_LOG_LEVEL: 'loud', DEMO_UI: 'maybe' },
      file: { server: { host: 1, max_body_size: 'big' } },
    });
    expect(message.split('\n')).toEqual([
      'invalid settings:',
      '  --port (flag) must be a port from 0 to 65535, not "eighty"',
      '  server.host (file) must be text (in a file: put it in quotes), not 1',
      '  DEMO_UI (environment) must be true or false (also 1/0, yes/no, on/off), not "maybe"',
      '  DEMO_LOG_LEVEL (environment) must be one of debug, info, not "loud"',
      '  server.max_body_size (file) must be a number of bytes such as 512, 64kB, 10MB or 10MiB, not "big"',
      '  DEMO_TIMEOUT (environment) must be a duration such as 100ms, 15s, 5m, 1h30m or 7d, not "15"',
    ]);
  });

  it('never shows the value of a secret, not even where the rule quotes it', () => {
    expect(problemsOf({ env: { DEMO_SECRET: 'hunter2' } })).toBe(
      'invalid settings: DEMO_SECRET (environment) must have at least 8 characters',
    );
    const table = defineSettings<{ key: string }>({
      key: {
        env: 'DEMO_KEY',
        schema: z.string().refine(() => false, { error: (issue) => `bad: ${String(issue.input)}` }),
        secret: true,
        help: 'A key.',
      },
    });
    expect(() => readSettings(table, { env: { DEMO_KEY: 'hunter2' } })).toThrow(
      /^invalid settings: DEMO_KEY \(environment\) is not accepted$/,
    );
  });

  it('keeps blanks in a secret variable and drops them around others', () => {
    const settings = read({ env: { DEMO_SECRET: ' with blanks ', DEMO_SERVER_HOST: ' ::1 ' } });
    expect(settings).toMatchObject({ secret: ' with blanks ', host: '::1' });
  });

  it('treats blank variables and empty file keys as not set', () => {
    const env = { DEMO_SERVER_PORT: '', DEMO_SECRET: '  ' };
    const settings = read({ env, file: { server: { host: null }, auth: { secret: '' } } });
    expect(settings).toMatchObject({ port: 8080, host: '0.0.0.0' });
    expect(settings).not.toHaveProperty('secret');
  });

  it('says which variable is required', () => {
    const table = defineSettings<{ url: string }>({
      url: { env: 'DEMO_URL', schema: z.string(), help: 'The database.' },
    });
    expect(() => readSettings(table, {})).toThrow(/^invalid settings: DEMO_URL is required$/);
  });

  it('reads dotted keys and nested objects alike', () => {
    expect(read({ file: { 'server.port': 1 } }).port).toBe(1);
    expect(read({ file: { server: { cors: { allowed_origins: ['a', 'b'] } } } }).origins).toEqual([
      'a',
      'b',
    ]);
  });

  it('survives a file that contains itself, and keys that name prototypes', () => {
    const file: Record<string, unknown> = JSON.parse('{"__proto__": {"port": 1}}');
    file['self'] = file;
    expect(read({ file }, { onUnknown: () => undefined }).port).toBe(8080);
  });
});

describe('unknown names', () => {
  const strict: ReadSettingsOptions = {
    unknownPrefix: 'DEMO_',
    alsoKnown: ['DEMO_DIR', 'services'],
  };

  it('are refused with the name that was likely meant', () => {
    const message = problemsOf(
      { env: { DEMO_SERVR_PORT: '1', DEMO_PORT: '1', DEMO_X: '1' }, file: { sever: { port: 1 } } },
      strict,
    );
    expect(message.split('\n').slice(1)).toEqual([
      '  DEMO_SERVR_PORT (environment) is no setting; did you mean DEMO_SERVER_PORT?',
      '  DEMO_PORT (environment) is no setting; did you mean DEMO_SERVER_PORT?',
      '  DEMO_X (environment) is no setting',
      '  sever.port (file) is no setting; did you mean server.port?',
    ]);
  });

  it('are only told when a function is given', () => {
    const told: string[] = [];
    read({ env: { DEMO_X: '1' } }, { ...strict, onUnknown: (sentence) => told.push(sentence) });
    expect(told).toEqual(['DEMO_X (environment) is no setting']);
  });

  it('do not include what others read, nor other prefixes', () => {
    const env = { DEMO_DIR: '/', HOME: '/', DEMO_AUTH_SECRET_FILE: valueFile('ok', 'long enough') };
    expect(problemsOf({ env, file: { services: { a: { b: 1 } } } }, strict)).toBe('no problems');
  });

  it('do not include what Kubernetes sets for a Service of the same name', () => {
    const env = {
      DEMO_SERVICE_HOST: '10.0.0.1',
      DEMO_SERVICE_PORT: '8080',
      DEMO_SERVICE_PORT_HTTP: '8080',
      DEMO_PORT: 'tcp://10.0.0.1:8080',
      DEMO_PORT_8080_TCP_ADDR: '10.0.0.1',
      DEMO_SERVER_PORT: 'tcp://10.0.0.1:8080',
    };
    expect(problemsOf({ env }, strict)).toBe('no problems');
    expect(read({ env }).port).toBe(8080);
  });
});

it('a setting may be called like a service link', () => {
  const table = defineSettings<{ host: string }>({
    host: { env: 'DEMO_SERVICE_HOST', schema: z.string(), help: 'Host.' },
  });
  expect(readSettings(table, { env: { DEMO_SERVICE_HOST: 'here' } })).toEqual({ host: 'here' });
});

describe('defineSettings', () => {
  const help = 'Help.';

  it('refuses two settings with one name', () => {
    expect(() =>
      defineSettings<{ a: number; b: number }>({
        a: { env: 'DEMO_A', schema: integer(), help },
        b: { env: 'DEMO_B', aliases: ['DEMO_A'], schema: integer(), help },
      }),
    ).toThrow('settings a and b both claim DEMO_A');
  });

  it('refuses a default that breaks its own rule', () => {
    expect(() =>
      defineSettings<{ a: number }>({
        a: { env: 'DEMO_A', schema: integer({ min: 5 }), default: 4, help },
      }),
    ).toThrow('its default breaks its own rule');
  });

  it.each([
    { env: 'demo_a' },
    { env: 'DEMO_A', flag: 'port' },
    { env: 'DEMO_A', short: '-p' },
    { env: 'DEMO_A', flag: '--port', short: '-port' },
  ])('refuses the form of %o', (names) => {
    expect(() =>
      defineSettings<{ a: number }>({ a: { ...names, schema: integer(), help } }),
    ).toThrow(/^setting a: /);
  });

  it('infers the parsed type from the schemas', () => {
    const table = defineSettings({
      level: { env: 'DEMO_LEVEL', schema: integer(), default: 1, help },
      name: { env: 'DEMO_NAME', schema: z.string(), default: 'x', help },
    });
    const settings: { level: number; name: string } = readSettings(table, {});
    expect(settings).toEqual({ level: 1, name: 'x' });
  });
});
