import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** Runs one step in a process of its own, because it writes to the terminal. */
function step(program: string, args: readonly string[]): { status: number; output: string } {
  const module = new URL('../../setup/run-step.mjs', import.meta.url).href;
  const script = `import { runStep } from ${JSON.stringify(module)};
    process.exitCode = await runStep('Trying', ${JSON.stringify(program)}, ${JSON.stringify(args)});`;
  const result = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  return { status: result.status ?? -1, output: result.stdout + result.stderr };
}

describe('a step', () => {
  it('says what it does and that it is done', () => {
    const { status, output } = step(process.execPath, ['-e', 'console.log("inside")']);
    expect(status).toBe(0);
    expect(output).toMatch(/^==> Trying \.\.\.\ninside\n==> Trying: done in [\d.]+ s\n$/);
  });

  it('answers with the exit code of its program', () => {
    const { status, output } = step(process.execPath, ['-e', 'process.exit(7)']);
    expect(status).toBe(7);
    expect(output).toContain('Trying: FAILED (exit 7');
  });

  it('answers 128 and the signal when its program was killed', () => {
    expect(step(process.execPath, ['-e', 'process.kill(process.pid, "SIGTERM")']).status).toBe(143);
  });

  it('says so when the program does not exist', () => {
    const { status, output } = step('no-such-program-here', []);
    expect(status).toBe(127);
    expect(output).toContain('no-such-program-here could not be started');
  });
});
