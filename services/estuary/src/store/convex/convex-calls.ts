import { ConvexHttpClient } from 'convex/browser';
import { makeFunctionReference } from 'convex/server';
import type { DefaultFunctionArgs } from 'convex/server';
import { fault } from '../../faults.ts';
import { connectingFetch, ConnectionFailure, StatusFailure } from './connecting-fetch.ts';

export interface ConvexAccess {
  readonly url: string;
  readonly deployKey?: string | undefined;
  readonly sharedSecret?: string | undefined;
  /** How long a call may take, in milliseconds. */
  readonly timeoutMs?: number;
}

/** The deployment has no function of that name: its functions are older, or not ours. */
export class MissingFunction extends Error {
  override readonly name = 'MissingFunction';
}

/** Calls functions of a deployment; what goes wrong is a Fault (contract §19.1), or `MissingFunction`. */
export interface ConvexCalls {
  query(path: string, args: DefaultFunctionArgs): Promise<unknown>;
  mutation(path: string, args: DefaultFunctionArgs): Promise<unknown>;
}

const TIMEOUT_MS = 5_000;

export function createConvexCalls(access: ConvexAccess): ConvexCalls {
  const { url, deployKey, sharedSecret, timeoutMs = TIMEOUT_MS } = access;
  const client = new ConvexHttpClient(url, {
    logger: false,
    fetch: connectingFetch(deployKey, timeoutMs),
  });
  // Who has a deploy key needs no secret, and foreign functions may not know the argument.
  const isSecretSent = deployKey === undefined && sharedSecret !== undefined;
  const withSecret = (args: DefaultFunctionArgs): DefaultFunctionArgs =>
    isSecretSent ? { ...args, secret: sharedSecret } : args;
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
  const message = error instanceof Error ? error.message : '';
  if (/Could not find (?:public |internal )?function/.test(message)) {
    return new MissingFunction(message, { cause });
  }
  return fault('store_failed', {}, { cause });
}

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
