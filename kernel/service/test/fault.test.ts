import { expect, it } from 'vitest';
import { Fault, isFault } from '../src/index.ts';

it('a fault carries code, status, sentence, context and cause', () => {
  const cause = new Error('disk full');
  const context = { limit: 3 };
  const fault = new Fault({ code: 'too_many', status: 429, message: 'Too many.', context, cause });
  expect(fault).toBeInstanceOf(Error);
  expect(fault).toMatchObject({ name: 'Fault', code: 'too_many', status: 429, context, cause });
  expect(fault.message).toBe('Too many.');
});

it('a fault without context and cause does not have those properties', () => {
  const fault = new Fault({ code: 'gone', status: 410, message: 'Gone.' });
  expect('context' in fault).toBe(false);
  expect('cause' in fault).toBe(false);
});

it('isFault tells faults from other errors that look alike', () => {
  expect(isFault(new Fault({ code: 'gone', status: 410, message: 'Gone.' }))).toBe(true);
  expect(isFault(Object.assign(new Error('x'), { code: 'gone', status: 410 }))).toBe(false);
  expect(isFault(undefined)).toBe(false);
});
