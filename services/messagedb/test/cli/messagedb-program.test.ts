import { describe, expect, it } from 'vitest';
import { messageDbSettings } from '../../src/settings.ts';
import { runCli } from '../support/run-cli.ts';

/** Commands that start no server (contract §2.1). */

const run = async (
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> => {
  const { code, stdout, stderr } = await runCli({ env }, ...args);
  return { code, stdout: stdout.toString(), stderr };
};

describe('the messagedb command', () => {
  it.each([[['version']], [['--version']], [['-v']], [['-version']]])(
    '%j prints the version',
    async (args) => {
      expect(await run(args)).toEqual({ code: 0, stdout: '1.3.0\n', stderr: '' });
    },
  );

  it.each([[[]], [['help']], [['--help']], [['-h']], [['-help']]])(
    '%j prints commands and variables',
    async (args) => {
      const { code, stdout, stderr } = await run(args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      for (const word of ['serve', 'version', 'export', 'import']) expect(stdout).toContain(word);
      for (const { env } of Object.values(messageDbSettings)) expect(stdout).toContain(env);
    },
  );

  it('serve --help prints the flags of the guide, each with its variable', async () => {
    const { code, stdout } = await run(['serve', '--help']);
    expect(code).toBe(0);
    for (const setting of Object.values(messageDbSettings)) {
      if (setting.flag === undefined) continue;
      expect(stdout).toContain(setting.flag);
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(`env: ${setting.env}`);
    }
  });

  it.each([
    [['serve', '--nonsense']],
    [['--nonsense']],
    [['nonsense']],
    [['serve', '--port']],
    [['serve', 'extra']],
    [['--test-mode=maybe']],
    [['export', '--nonsense']],
  ])('%j is refused with 2', async (args) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^.+\nSee: messagedb help\n$/);
  });

  it.each([
    [['--test-mode', 'true'], '--test-mode takes a value only as --test-mode=true', '"true"'],
    [['serve', '-test-mode', 'false'], '--test-mode takes a value only as', '"false"'],
    [['--test-mode=maybe'], '--test-mode must be true or false', '"maybe"'],
    [['--test-mode='], '--test-mode must be true or false', '""'],
    [['import', '--force', 'yes'], '--force takes a value only as', '"yes"'],
    [['export', '--gzip=very'], '--gzip must be true or false', '"very"'],
  ])('%j is refused with the flag and its rule', async (args, rule, value) => {
    const { code, stderr } = await run(args);
    expect(code).toBe(2);
    expect(stderr.startsWith(rule)).toBe(true);
    expect(stderr).toContain(`, not ${value}\n`);
  });

  it.each([
    ['MESSAGEDB_PORT', 'abc'],
    ['MESSAGEDB_PORT', '70000'],
    ['MESSAGEDB_TEST_MODE', 'maybe'],
    ['MESSAGEDB_LOG_LEVEL', 'loud'],
    ['MESSAGEDB_MAX_BODY', 'much'],
    ['MESSAGEDB_DB_SSLMODE', 'perhaps'],
  ])('serve is refused with 1, naming %s, when that is %s', async (name, value) => {
    const { code, stderr } = await run(['serve'], { [name]: value });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(name) });
  });
});
