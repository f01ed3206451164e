import { describe, expect, it } from 'vitest';
import { createCounts } from '../src/counts.ts';

describe('counts', () => {
  it('are one line for each combination of labels, in the order of their names', () => {
    const counts = createCounts({ name: 'calls_total', help: 'Calls.', labels: ['of', 'status'] });
    counts.add(['get', 200]);
    counts.add(['get', 200], 4);
    counts.add(['get', 404]);
    counts.add(['put', 200]);
    expect(counts.render()).toBe(
      [
        '# HELP calls_total Calls.',
        '# TYPE calls_total counter',
        'calls_total{of="get",status="200"} 5',
        'calls_total{of="get",status="404"} 1',
        'calls_total{of="put",status="200"} 1',
        '',
      ].join('\n'),
    );
  });

  it('take a number and its text for one label, and refuse another number of labels', () => {
    const counts = createCounts({ name: 'calls_total', help: 'Calls.', labels: ['status'] });
    counts.add([200]);
    counts.add(['200']);
    expect(counts.render()).toContain('calls_total{status="200"} 2\n');
    expect(() => counts.add([])).toThrow(TypeError);
    expect(() => counts.add(['200', 'more'])).toThrow('calls_total has the labels status');
  });
});
