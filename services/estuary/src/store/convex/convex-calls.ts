import { ConvexHttpClient } from 'convex/browser';
import { makeFunctionReference } from 'convex/server';
import type { DefaultFunctionArgs } from 'convex/server';
import { fault } from '../../faults.ts';
import { connectingFetch, ConnectionFailure, StatusFailure } from './connecting-fetch.ts';

/** A deployment, and what it lets callers in by. */
export interface ConvexAccess {
  readonly url: string;
  readonly deployKey?: string | undefined;
  readonly sharedSecret?: string | undefined;
}

export interface CallOptions {
  /** How long a call may take, in milliseconds. Default 5000 (contract §19.3). */
  readonly timeoutMs?: number;
  /** Sends requests. Default: over the network. */
  readonly send?: typeof fetch;
}

/** Calls functions of a deployment. What goes wrong is a Fault of the store (contract §19.1). */
export interface ConvexCalls {
  query(path: string, args: DefaultFunctionArgs): Promise<unknown>;
  mutation(path: string, args: DefaultFunctionArgs): Promise<unknown>;
}

const TIMEOUT_MS = 5_000;

export function createConvexCalls(access: ConvexAccess, options: CallOptions = {}): ConvexCalls {
  const { url, deployKey, sharedSecret } = access;
  const { timeoutMs = TIMEOUT_MS, send = fetch } = options;
  // The client joins what is called to the address as it is.
  const client = new ConvexHttpClient(url.replace(/\/+$/, ''), {
    logger: false,
    fetch: connectingFetch({ deployKey, timeoutMs, send }),
  });
  // Functions of others may not know the argument: theirs are called without.
  const withSecret = (args: DefaultFunctionArgs): DefaultFunctionArgs =>
    sharedSecret === undefined ? args : { ...args, secret: sharedSecret };
  return {
    async query(path, args) {
      try {
        return await client.query(
          makeFunctionReference<'query', DefaultFunctionArgs, unknown>(path),
          withSecret(args),
        );
      } catch (error) {
        throw explain(error, false);
      }
    },
    async mutation(path, args) {
      try {
        return await client.mutation(
          makeFunctionReference<'mutation', DefaultFunctionArgs, unknown>(path),
          withSecret(args),
          {
            // Otherwise the client does one mutation after the other.
            skipQueue: true,
          },
        );
      } catch (error) {
        throw explain(error, true);
      }
    },
  };
}

function explain(error: unknown, isMutation: boolean): Error {
  const cause = error;
  if (error instanceof ConnectionFailure) {
    const isUnknown = isMutation && error.mayHaveArrived;
    return fault(isUnknown ? 'outcome_unknown' : 'store_unavailable', {}, { cause });
  }
  if (error instanceof StatusFailure) return explainStatus(error, isMutation);
  const isUnknown = isMutation && isGarbled(error);
  return fault(isUnknown ? 'outcome_unknown' : 'store_failed', {}, { cause });
}

/** Neither a value nor a failure: something between us and Convex answered, or spoilt the answer. */
const isGarbled = (error: unknown): boolean =>
  error instanceof SyntaxError ||
  (error instanceof Error && error.message.startsWith('Invalid response'));

/** Convex gives up on a mutation that others keep getting in the way of. */
const CONFLICT = 'OptimisticConcurrencyControlFailure';

function explainStatus(cause: StatusFailure, isMutation: boolean): Error {
  const { status, message } = cause;
  if (message.includes(CONFLICT)) return fault('store_locked', {}, { cause });
  if (status === 429 || status === 503) return fault('store_unavailable', {}, { cause });
  if (status < 500) return fault('store_failed', {}, { cause });
  // From a gateway, which does not know what became of the call.
  return fault(isMutation ? 'outcome_unknown' : 'store_unavailable', {}, { cause });
}
