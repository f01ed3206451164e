import { createLog } from '@aquifer/service';
import { expect, it } from 'vitest';
import { reportCheck } from '../../src/store/report-check.ts';

it('tells once why a check fails, and once that it succeeds again', async () => {
  const lines: string[] = [];
  const log = createLog({
    level: 'info',
    format: 'json',
    destination: { write: (line: string) => void lines.push(line) },
  });
  let failure: Error | undefined;
  const check = reportCheck(async () => {
    if (failure !== undefined) throw failure;
  }, log);
  await check();
  expect(lines).toEqual([]);
  failure = new Error('no route to it');
  await expect(check()).rejects.toBe(failure);
  await expect(check()).rejects.toBe(failure);
  failure = undefined;
  await check();
  await check();
  expect(lines).toEqual([
    expect.stringContaining('no route to it'),
    expect.stringContaining('answers again'),
  ]);
});
