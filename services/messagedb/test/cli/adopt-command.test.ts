import { hashApiKey } from '@aquifer/auth';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addAdoptCommand } from '../../src/cli/adopt-command.ts';
import type { AdoptRequest } from '../../src/cli/adopt-command.ts';
import { terminalOf } from '../support/run-cli.ts';
import { tokenOf } from '../support/start-messagedb.ts';

/** Runs the command with a store that remembers what it was asked. */
async function adopt(...args: readonly string[]): Promise<{ asked: AdoptRequest[]; out: string }> {
  const { terminal, stdout } = terminalOf([]);
  const asked: AdoptRequest[] = [];
  const program = new Command().exitOverride();
  addAdoptCommand(program, terminal, async () => async (request) => {
    asked.push(request);
    return { messageCount: 12 };
  });
  await program.parseAsync(['adopt', ...args], { from: 'user' });
  return { asked, out: String(stdout.read()) };
}

const dbUrl = 'postgres://user:secret@db/message_store';

describe('messagedb adopt', () => {
  it('makes the namespace with a token that is shown once', async () => {
    const { asked, out } = await adopt('--db-url', dbUrl, '--namespace', 'legacy');
    const [, token = ''] = /: (ns_\w+)\n$/.exec(out) ?? [];
    expect(asked).toMatchObject([
      { dbUrl, schema: 'message_store', namespace: { id: 'legacy', tokenHash: hashApiKey(token) } },
    ]);
    expect(out).toContain('12 messages');
    expect(out).not.toContain('secret');
  });

  it('takes another schema and a given token, which it does not repeat', async () => {
    const token = tokenOf('legacy');
    const args = ['--db-url', dbUrl, '--namespace', 'legacy', '--schema', 'old', '--token', token];
    const { asked, out } = await adopt(...args);
    expect(asked).toMatchObject([{ schema: 'old', namespace: { tokenHash: hashApiKey(token) } }]);
    expect(out).not.toContain(token);
  });

  it.each([
    ['--db-url', ['--namespace', 'legacy']],
    ['--namespace', ['--db-url', dbUrl]],
    ['--namespace', ['--db-url', dbUrl, '--namespace', '../x']],
    ['--token', ['--db-url', dbUrl, '--namespace', 'legacy', '--token', 'nope']],
    ['--token', ['--db-url', dbUrl, '--namespace', 'legacy', '--token', tokenOf('other')]],
  ])('names %s when it is missing or wrong', async (flag, args) => {
    await expect(adopt(...args)).rejects.toThrow(new RegExp(`^${flag} `));
  });
});
