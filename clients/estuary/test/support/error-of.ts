import { EstuaryError } from '@aquifer/estuary-client';
import { expect } from 'vitest';

/** The error of a call that must fail. */
export async function errorOf(call: Promise<unknown>): Promise<EstuaryError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EstuaryError);
  return error as EstuaryError;
}
