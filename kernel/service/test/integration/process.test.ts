import { homedir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { spawnFixture } from './spawn-fixture.ts';

describe('a service as a process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'answers the request in flight after %s, then exits with 0',
    async (signal) => {
      const { child, output, exited, stderr } = spawnFixture(['serve']);
      const [, url = ''] = await output(/ready (\S+)/);
      const answer = fetch(url, { headers: { connection: 'close' } });
      await output(/request/);
      child.kill(signal);
      await expect((await answer).text()).resolves.toBe('answered while stopping');
      await expect(exited).resolves.toBe(0);
      expect(stderr()).toMatch(
        new RegExp(`msg="shutdown signal received" signal=${signal}\n.*msg="server stopped"\n$`),
      );
    },
  );

  it('exits at once on a second signal', async () => {
    const { child, output, exited } = spawnFixture(['hang']);
    await output(/ready/);
    child.kill('SIGTERM');
    await output(/shutdown signal received/);
    child.kill('SIGINT');
    await expect(exited).resolves.toBe(130);
  });

  it('takes a repeated signal for the same wish at first, and for a second one later', async () => {
    const { child, output, exited } = spawnFixture(['hang']);
    await output(/ready/);
    child.kill('SIGTERM');
    await output(/shutdown signal received/);
    child.kill('SIGTERM');
    await delay(1000);
    expect(child.exitCode).toBe(null);
    child.kill('SIGTERM');
    await expect(exited).resolves.toBe(143);
  });

  it('exits with 1 and one line on stderr when it cannot start, after closing what it opened', async () => {
    const { exited, stdout, stderr } = spawnFixture(['start-fails']);
    await expect(exited).resolves.toBe(1);
    expect(stdout()).toBe('closed opened\n');
    expect(stderr()).toMatch(
      /^time=\S+ level=ERROR msg="cannot start: port 8080 is taken" code=port_taken\n.*msg="server stopped"\n$/,
    );
  });

  it('can be stopped while it starts', async () => {
    const { child, output, exited, stdout } = spawnFixture(['start-hangs']);
    await output(/ready/);
    child.kill('SIGTERM');
    await expect(exited).resolves.toBe(0);
    expect(stdout()).toContain('closed opened');
  });

  it('exits with 1 when something does not close, and names it', async () => {
    const { child, output, exited, stderr } = spawnFixture(['close-fails']);
    await output(/ready/);
    child.kill('SIGTERM');
    await expect(exited).resolves.toBe(1);
    expect(stderr()).toContain('resource=broken');
    expect(stderr()).toContain('cannot close');
  });

  it('stops with 1 when it breaks down by itself', async () => {
    const { exited, stdout, stderr } = spawnFixture(['breaks-down']);
    await expect(exited).resolves.toBe(1);
    expect(stderr()).toContain('msg="server failed: worker died"');
    expect(stdout()).toContain('closed opened');
  });

  it.each([
    ['throws', 'thrown by nobody'],
    ['rejects', 'rejected by nobody'],
  ])('logs an error nobody caught and exits with 1 (%s)', async (name, message) => {
    const { exited, stderr } = spawnFixture([name]);
    await expect(exited).resolves.toBe(1);
    expect(stderr()).toMatch(/level=FATAL msg="unexpected error, exiting"/);
    expect(stderr()).toContain(message);
  });
});

describe('a command as a process', () => {
  it('exits with the returned code after its output was read', async () => {
    const { child, exited, stdout } = spawnFixture(['large-output']);
    child.stdout.pause();
    await delay(200);
    child.stdout.resume();
    await expect(exited).resolves.toBe(3);
    expect(stdout()).toHaveLength(1_000_001);
  });

  it('goes on quietly when its reader went away', async () => {
    const { child, exited, stderr } = spawnFixture(['endless-output']);
    child.stdout.once('data', () => child.stdout.destroy());
    await expect(exited).resolves.toBe(0);
    expect(stderr()).toBe('done\n');
  });

  it('prints a fault as one line and exits with 1', async () => {
    const { exited, stdout, stderr } = spawnFixture(['throws-fault']);
    await expect(exited).resolves.toBe(1);
    expect(stdout() + stderr()).toBe('Error: the sentence\n');
  });

  it('prints a mistake with its stack and exits with 1', async () => {
    const { exited, stderr } = spawnFixture(['throws-mistake']);
    await expect(exited).resolves.toBe(1);
    expect(stderr()).toMatch(/TypeError: a mistake\n {4}at .*demo-program/);
  });

  it('knows its surroundings, and never signals groups of processes', async () => {
    const { child, exited, stdout } = spawnFixture(['facts', '--x', 'y'], { DEMO_VALUE: 'v' });
    await expect(exited).resolves.toBe(0);
    const facts = JSON.parse(stdout());
    expect(facts).toMatchObject({
      args: ['facts', '--x', 'y'],
      cwd: process.cwd(),
      pid: child.pid,
      homeDir: homedir(),
      isInteractive: false,
      own: true,
      others: [false, false, false, false],
      sent: [false, false, false],
      value: 'v',
      library: 'quiet',
    });
    expect(facts.command).toEqual(child.spawnargs.slice(0, 5));
  });

  it('leaves a variable of a library as the operator set it', async () => {
    const { exited, stdout } = spawnFixture(['facts'], { DEMO_LIBRARY: 'loud' });
    await expect(exited).resolves.toBe(0);
    expect(JSON.parse(stdout())).toMatchObject({ library: 'loud' });
  });
});
