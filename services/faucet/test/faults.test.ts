import { expect, it } from 'vitest';
import { fault } from '../src/faults.ts';

it('repeats only so much of what a caller sent', () => {
  const { message } = fault('sql_refused', { action: 'Query', reason: 'x'.repeat(1_000_000) });
  expect(message).toMatch(/^Query failed: x{1000}…$/);
});
