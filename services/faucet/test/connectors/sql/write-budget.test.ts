import { expect, it } from 'vitest';
import { StatementFailure } from '../../../src/connectors/sql/failure.ts';
import { interruptible } from '../../../src/connectors/sql/interruptible.ts';
import { writeBudget } from '../../../src/connectors/sql/write-budget.ts';

it('leaves each statement of a write less time, and none when the time is up', async () => {
  const left = writeBudget(40);
  expect(left().timeoutMs).toBeLessThanOrEqual(40);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(left).toThrow(StatementFailure);
});

it('is endless without a limit', () => {
  expect(writeBudget(undefined)()).toEqual({});
});

/** A statement that the server had done when it was told to end it. */
const doneAtTheEnd = (commits: boolean): Promise<string> => {
  let end = (_: string): void => undefined;
  const work = new Promise<string>((resolve) => (end = resolve));
  const interrupt = { cancel: () => end('written'), cut: () => undefined };
  return interruptible({ timeoutMs: 5, commits }, interrupt, () => work);
};

it('answers with what was written when the statement was faster than its end', async () => {
  await expect(doneAtTheEnd(true)).resolves.toBe('written');
});

it('has failed where a transaction can still undo it', async () => {
  await expect(doneAtTheEnd(false)).rejects.toBeInstanceOf(StatementFailure);
});
