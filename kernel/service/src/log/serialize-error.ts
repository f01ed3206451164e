import { isFault } from '../fault.ts';

/** Causes below causes that are logged. */
const CAUSES_MAX = 5;
/** Parts of an AggregateError that are logged; a refused connection has one per address. */
const PARTS_MAX = 4;

/** An error as it is logged: own words only, since other properties may hold anything. */
export interface SerializedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  /** Absent for faults: they are expected, and where they were raised tells nothing. */
  readonly stack?: string;
  readonly cause?: SerializedError;
  readonly errors?: readonly SerializedError[];
}

/** Makes a plain object of an error, with or without its stack. */
export function serializeError(error: Error, hasStack = true, depth = 0): SerializedError {
  const cause = depth < CAUSES_MAX ? causeOf(error.cause, hasStack, depth) : undefined;
  const isShown = hasStack && error.stack !== undefined && !isFault(error);
  return {
    ...wordsOf(error),
    ...(isShown ? { stack: error.stack } : {}),
    ...(cause === undefined ? {} : { cause }),
    ...(error instanceof AggregateError ? { errors: partsOf(error) } : {}),
  };
}

function causeOf(cause: unknown, hasStack: boolean, depth: number): SerializedError | undefined {
  if (cause === undefined || cause === null) return undefined;
  return cause instanceof Error ? serializeError(cause, hasStack, depth + 1) : wordsOf(cause);
}

/** Stacks of the parts would repeat each other, so there are only words. */
function partsOf(error: AggregateError): SerializedError[] {
  const parts: unknown[] = error.errors.slice(0, PARTS_MAX);
  return parts.map((part) => wordsOf(part));
}

function wordsOf(error: unknown): SerializedError {
  if (!(error instanceof Error)) {
    return { type: typeof error, message: typeof error === 'string' ? error : 'not an error' };
  }
  const code = 'code' in error ? error.code : undefined;
  const hasCode = typeof code === 'string' || typeof code === 'number';
  return { type: error.name, message: error.message, ...(hasCode ? { code } : {}) };
}
