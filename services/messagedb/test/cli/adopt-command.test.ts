import { describe, expect, it } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { tokenOf } from '../support/start-messagedb.ts';

const dbUrl = 'postgres://user:secret@db/message_store';

describe('messagedb adopt', () => {
  it.each([
    ['--db-url', ['--namespace', 'legacy']],
    ['--namespace', ['--db-url', dbUrl]],
    ['--namespace', ['--db-url', dbUrl, '--namespace', '../x']],
    ['--token', ['--db-url', dbUrl, '--namespace', 'legacy', '--token', 'nope']],
    ['--token', ['--db-url', dbUrl, '--namespace', 'legacy', '--token', tokenOf('other')]],
  ])('names %s when it is missing or wrong', async (flag, args) => {
    const { code, stderr } = await runCli({}, 'adopt', ...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^${flag} `));
  });
});
