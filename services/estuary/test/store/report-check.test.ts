import { createLog } from '@aquifer/service';
import type { Log } from '@aquifer/service';
import { expect, it } from 'vitest';
import { reportCheck } from '../../src/store/report-check.ts';

function linesOf(): { readonly lines: string[]; readonly log: Log } {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { lines, log: createLog({ level: 'info', format: 'json', destination }) };
}

it('tells once why a check fails, and once that it succeeds again', async () => {
  const { lines, log } = linesOf();
  const { signal } = new AbortController();
  let failure: Error | undefined;
  const check = reportCheck(async () => {
    if (failure !== undefined) throw failure;
  }, log);
  await check(signal);
  expect(lines).toEqual([]);
  failure = new Error('no route to it');
  await expect(check(signal)).rejects.toBe(failure);
  await expect(check(signal)).rejects.toBe(failure);
  failure = undefined;
  await check(signal);
  await check(signal);
  expect(lines).toEqual([
    expect.stringContaining('no route to it'),
    expect.stringContaining('answers again'),
  ]);
});

it('has failed when its time is over, and tells that too', async () => {
  const { lines, log } = linesOf();
  let answer = (): void => undefined;
  const check = reportCheck(() => new Promise((resolve) => (answer = resolve)), log);
  const patience = new AbortController();
  const first = check(patience.signal);
  patience.abort();
  await expect(first).rejects.toThrow('no answer');
  expect(lines).toEqual([expect.stringContaining('does not answer; not ready')]);
  // Whatever it says now is too late.
  answer();
  expect(lines).toHaveLength(1);
  const second = check(new AbortController().signal);
  answer();
  await second;
  expect(lines[1]).toContain('answers again');
});
