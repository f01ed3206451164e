import { describe, expect, it } from 'vitest';
import { createPace } from '../../../src/connectors/sqlite/lanes/pace.ts';

/** Runs of one statement, each with the time on the wall and on the processor it took. */
const paceAfter = (...runs: readonly (readonly [wallMs: number, processorMs: number])[]) => {
  let [wall, processor] = [0, 0];
  const pace = createPace({ wall: () => wall, processor: () => processor });
  for (const [wallMs, processorMs] of runs) {
    const started = pace.begin('q');
    wall += wallMs;
    processor += processorMs;
    pace.end('q', started);
  }
  return { pace, wait: (ms: number) => (wall += ms) };
};

describe('pace', () => {
  it('keeps a quick statement, however often it runs', () => {
    expect(paceAfter([1, 1], [4, 4], [5, 5]).pace.isSlow('q')).toBe(false);
  });

  it('sends away what is slow twice by the processor', () => {
    expect(paceAfter([8, 8], [8, 8]).pace.isSlow('q')).toBe(true);
  });

  it('blames a busy machine, not the statement, for time it did not compute', () => {
    expect(paceAfter([30, 1], [30, 1], [30, 1]).pace.isSlow('q')).toBe(false);
  });

  it('forgets one slow run after a quick one', () => {
    expect(paceAfter([8, 8], [1, 1], [8, 8]).pace.isSlow('q')).toBe(false);
  });

  it('sends away at once what no busy machine explains', () => {
    expect(paceAfter([300, 300]).pace.isSlow('q')).toBe(true);
    expect(paceAfter([1, 1], [300, 300]).pace.isSlow('q')).toBe(true);
    expect(paceAfter([300, 1], [300, 1], [300, 1]).pace.isSlow('q')).toBe(false);
  });

  it('gives another chance after half a minute', () => {
    const { pace, wait } = paceAfter([300, 300]);
    wait(30_001);
    expect(pace.isSlow('q')).toBe(false);
  });
});
