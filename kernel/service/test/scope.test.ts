import { describe, expect, it } from 'vitest';
import { openScope } from '../src/index.ts';
import { captureLog } from './capture-log.ts';

const LONG_MS = 60_000;

describe('openScope', () => {
  it('closes in reverse order, one after the other', async () => {
    const { log } = captureLog();
    const events: string[] = [];
    const scope = openScope();
    for (const name of ['database', 'cache', 'server']) {
      scope.defer(name, async () => {
        events.push(`${name} closing`);
        await Promise.resolve();
        events.push(`${name} closed`);
      });
    }
    const report = await scope.close({ deadlineMs: LONG_MS, log });
    expect(report).toEqual({ clean: true, failed: [] });
    expect(events).toEqual([
      'server closing',
      'server closed',
      'cache closing',
      'cache closed',
      'database closing',
      'database closed',
    ]);
  });

  it('aborts its signal before anything is closed', async () => {
    const { log } = captureLog();
    const scope = openScope();
    const seen: boolean[] = [scope.signal.aborted];
    scope.defer('server', () => seen.push(scope.signal.aborted));
    await scope.close({ deadlineMs: LONG_MS, log });
    expect(seen).toEqual([false, true]);
  });

  it('goes on after a closer that throws or rejects, and names both in report and log', async () => {
    const { log, lines } = captureLog();
    const closed: string[] = [];
    const scope = openScope();
    scope.defer('database', () => closed.push('database'));
    scope.defer('thrower', () => {
      throw new Error('thrown');
    });
    scope.defer('rejecter', () => Promise.reject(new Error('rejected')));
    const report = await scope.close({ deadlineMs: LONG_MS, log });
    expect(closed).toEqual(['database']);
    expect(report.clean).toBe(false);
    expect(report.failed.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
      'rejecter: error',
      'thrower: error',
    ]);
    expect(lines().map((line) => line['resource'])).toEqual(['rejecter', 'thrower']);
  });

  it('tells the closer in progress when the deadline passes, so that it can cut', async () => {
    const { log } = captureLog();
    const scope = openScope();
    scope.defer(
      'server',
      (deadline) =>
        new Promise<void>((resolve) => {
          deadline.addEventListener('abort', () => resolve());
        }),
    );
    await expect(scope.close({ deadlineMs: 10, log })).resolves.toEqual({
      clean: true,
      failed: [],
    });
  });

  it('does not wait for a closer that hangs, and still closes the rest', async () => {
    const { log } = captureLog();
    const closed: string[] = [];
    const scope = openScope();
    scope.defer('database', (deadline) => closed.push(`database, late: ${deadline.aborted}`));
    scope.defer('hanging', () => new Promise(() => undefined));
    const report = await scope.close({ deadlineMs: 10, log });
    expect(report.failed).toEqual([{ name: 'hanging', reason: 'deadline' }]);
    expect(closed).toEqual(['database, late: true']);
  });

  it('survives a closer that fails after it was given up', async () => {
    const { log } = captureLog();
    const scope = openScope();
    const failures: ((error: Error) => void)[] = [];
    scope.defer('slow', () => new Promise((_, reject) => failures.push(reject)));
    const report = await scope.close({ deadlineMs: 1, log });
    failures[0]?.(new Error('too late to matter'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(report.failed).toEqual([{ name: 'slow', reason: 'deadline' }]);
  });

  it('closes once: the second call returns the first promise', async () => {
    const { log } = captureLog();
    let count = 0;
    const scope = openScope();
    scope.defer('server', () => (count += 1));
    const first = scope.close({ deadlineMs: LONG_MS, log });
    expect(scope.close({ deadlineMs: LONG_MS, log })).toBe(first);
    await first;
    expect(count).toBe(1);
  });

  it('waits for what is deferred while it closes', async () => {
    const { log } = captureLog();
    const closed: string[] = [];
    const scope = openScope();
    scope.defer('server', () => {
      scope.defer('latecomer', async () => {
        await new Promise((resolve) => setImmediate(resolve));
        closed.push('latecomer');
      });
    });
    await scope.close({ deadlineMs: LONG_MS, log });
    expect(closed).toEqual(['latecomer']);
  });

  it('closes at once what is deferred after it closed', async () => {
    const { log } = captureLog();
    const closed: string[] = [];
    const scope = openScope();
    await scope.close({ deadlineMs: LONG_MS, log });
    scope.defer('latecomer', () => closed.push('latecomer'));
    expect(closed).toEqual(['latecomer']);
  });
});
