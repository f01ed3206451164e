import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { defineSettings, integer, runService } from '../src/index.ts';
import type { RunningService, Service, ServiceContext, Terminal } from '../src/index.ts';
import { captureLog } from './capture-log.ts';

describe('runService', () => {
  it('gives the service its settings, a log and a scope, and tells when it runs', async () => {
    const stop = new AbortController();
    const { log, lines } = captureLog();
    const seen: unknown[] = [];
    const service = demoService(async ({ settings, log: given, scope }) => {
      seen.push(settings, given, scope.signal.aborted);
      return { urls: [{ label: 'Demo', url: 'http://demo' }] };
    });
    const code = await runService(
      fakeTerminal(stop),
      service,
      { size: 3 },
      {
        log,
        onStarted: (running) => {
          seen.push(running.urls[0]?.url);
          stop.abort('SIGTERM');
        },
      },
    );
    expect(code).toBe(0);
    expect(seen).toEqual([{ size: 3 }, log, false, 'http://demo']);
    expect(lines().map(({ msg }) => msg)).toEqual(['shutdown signal received', 'server stopped']);
  });

  it('takes a failing banner for a failed start: it closes and returns 1', async () => {
    const { log, lines } = captureLog();
    const closed: string[] = [];
    const service = demoService(async ({ scope }) => {
      scope.defer('server', () => closed.push('server'));
      return { urls: [] };
    });
    const code = await runService(
      fakeTerminal(new AbortController()),
      service,
      { size: 3 },
      {
        log,
        onStarted: () => Promise.reject(new Error('cannot write the PID file')),
      },
    );
    expect(code).toBe(1);
    expect(closed).toEqual(['server']);
    expect(lines()[0]).toMatchObject({
      level: 'error',
      msg: 'cannot start: cannot write the PID file',
    });
  });

  it('closes what a start opens after the stop was requested', async () => {
    const stop = new AbortController();
    const { log } = captureLog();
    const events: string[] = [];
    const service = demoService(async ({ scope }) => {
      scope.defer('first', () => events.push('first closed'));
      stop.abort('SIGINT');
      await new Promise((resolve) => scope.signal.addEventListener('abort', resolve));
      await new Promise((resolve) => setImmediate(resolve));
      scope.defer('second', () => events.push('second closed'));
      return { urls: [] };
    });
    const options = { log, onStarted: () => events.push('told') };
    const code = await runService(fakeTerminal(stop), service, { size: 3 }, options);
    expect(code).toBe(0);
    expect(events).toEqual(['first closed', 'second closed']);
  });

  it.each([
    ['resolves', () => Promise.resolve(new Error('worker died'))],
    ['rejects', () => Promise.reject(new Error('worker died'))],
  ])('stops with 1 when the promise of failure %s', async (_, fail) => {
    const { log, lines } = captureLog();
    const service = demoService(async () => ({ urls: [], failed: fail() }));
    const code = await runService(
      fakeTerminal(new AbortController()),
      service,
      { size: 3 },
      { log },
    );
    expect(code).toBe(1);
    expect(lines()[0]?.['msg']).toBe('server failed: worker died');
  });
});

interface DemoSettings {
  readonly size: number;
}

function demoService(
  start: (context: ServiceContext<DemoSettings>) => Promise<RunningService>,
): Service<DemoSettings> {
  const settings = defineSettings<DemoSettings>({
    size: { env: 'DEMO_SIZE', schema: integer(), default: 1, help: 'Size.' },
  });
  return { name: 'demo', version: '1', settings, start };
}

function fakeTerminal(stop: AbortController): Terminal {
  return {
    args: [],
    env: {},
    cwd: '/',
    homeDir: '/',
    pid: 1,
    runtime: { version: 'v20', platform: 'linux', arch: 'x64' },
    command: [],
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    isInteractive: false,
    stopRequested: stop.signal,
    untilStopRequested: () =>
      new Promise((resolve) => {
        stop.signal.addEventListener('abort', () => resolve(String(stop.signal.reason)));
      }),
    onHangup: () => undefined,
    onCrash: () => undefined,
    processExists: () => false,
    processMark: () => undefined,
    sendSignal: () => false,
  };
}
