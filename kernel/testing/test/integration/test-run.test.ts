import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, resolve } from 'node:path';
import { describeWith, temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it, vi } from 'vitest';

/** Whole test runs inside this test: on fixtures that skip, fail or hang. */
const root = resolve(import.meta.dirname, '../../../..');

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exit: Promise<number | null>;
}

function runFixture(name: string, environment: NodeJS.ProcessEnv = {}): Run {
  const child = spawn(
    process.execPath,
    [
      resolve(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      name,
      '--config',
      'kernel/testing/test/fixtures/vitest.config.ts',
    ],
    {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1', CI: '', AQUIFER_TEST_REDIS_URL: '', ...environment },
    },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exit = new Promise<number | null>((done) => child.once('close', done));
  return { child, output: () => output, exit };
}

/** What a fixture printed about itself. */
function started(output: string): { port: number; runDirectory: string } {
  const match = /started redis:\/\/127\.0\.0\.1:(\d+) beside (\S+) /.exec(output);
  return { port: Number(match?.[1]), runDirectory: dirname(match?.[2] ?? '') };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolvePromise) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolvePromise(true);
    });
    socket.once('error', () => resolvePromise(false));
  });
}

describe('a run without a component', () => {
  // Nothing is installed on this path.
  const bare = { PATH: temporaryDirectory() };

  it('skips the suite and names it with the reason', async () => {
    const run = runFixture('needs-redis', bare);
    expect(await run.exit).toBe(0);
    expect(run.output()).toContain(
      'Skipped: counting (needs redis: redis-server is not installed)',
    );
  });

  it('fails with CI=true', async () => {
    const run = runFixture('needs-redis', { ...bare, CI: 'true' });
    expect(await run.exit).toBe(1);
    expect(run.output()).toContain('redis-server is not installed');
  });

  it('uses the server that the variable names', async () => {
    const run = runFixture('needs-redis', { ...bare, AQUIFER_TEST_REDIS_URL: 'redis://elsewhere' });
    expect(await run.exit).toBe(0);
    expect(run.output()).toContain('1 passed');
  });
});

await describeWith('redis', 'a run that goes wrong', () => {
  it('stops its servers and removes its folder when a test fails', async () => {
    const run = runFixture('fails');
    expect(await run.exit).toBe(1);
    const { port, runDirectory } = started(run.output());
    expect(port).toBeGreaterThan(0);
    expect(await isListening(port)).toBe(false);
    expect(existsSync(runDirectory)).toBe(false);
  });

  it('leaves no server and no folder behind after kill -9', async () => {
    const run = runFixture('hangs');
    await vi.waitUntil(() => run.output().includes('started redis'), { timeout: 20_000 });
    const { port, runDirectory } = started(run.output());
    expect(await isListening(port)).toBe(true);
    run.child.kill('SIGKILL');
    await run.exit;
    await vi.waitUntil(() => !existsSync(runDirectory), { timeout: 20_000 });
    expect(await isListening(port)).toBe(false);
  });
});
