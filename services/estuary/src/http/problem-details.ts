import { STATUS_CODES } from 'node:http';

/** Media type of RFC 9457. */
export const PROBLEM_TYPE = 'application/problem+json';

/**
 * Whether a client wants errors as problem details: its `Accept` (RFC 9110 §12.5.1) names them, not
 * below JSON. Of two that it likes as much they are meant, as JSON is then what it wants otherwise.
 */
export function wantsProblem(accept: string | undefined): boolean {
  if (accept === undefined || !accept.toLowerCase().includes(PROBLEM_TYPE)) return false;
  const ranges = new Map(accept.split(',').map((range) => readRange(range)));
  const weight = ranges.get(PROBLEM_TYPE) ?? 0;
  return weight > 0 && weight >= (ranges.get('application/json') ?? 0);
}

function readRange(range: string): readonly [type: string, weight: number] {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  return [type, weight === undefined ? 1 : Number(weight.slice(2))];
}

/** An error of contract §6 as RFC 9457 has it, beside all of its own members. */
export function problemOf(status: number, body: { readonly message: string }): object {
  // No page describes one kind of error alone, so the type is that of the status (RFC 9457 §4.2.1).
  return {
    type: 'about:blank',
    title: STATUS_CODES[status],
    status,
    detail: body.message,
    ...body,
  };
}
