import type { MaybePromise } from './document-store.ts';

/** Goes on with a value, at once if it is there: a promise costs more than a read from memory. */
export function andThen<Value, Next>(
  value: MaybePromise<Value>,
  proceed: (value: Value) => MaybePromise<Next>,
): MaybePromise<Next> {
  return value instanceof Promise ? value.then(proceed) : proceed(value);
}

/** Does something else when it fails, at once or later. */
export function orElse<Value, Other>(
  work: () => MaybePromise<Value>,
  recover: (error: unknown) => MaybePromise<Other>,
): MaybePromise<Value | Other> {
  try {
    const value = work();
    return value instanceof Promise ? value.catch(recover) : value;
  } catch (error) {
    return recover(error);
  }
}
