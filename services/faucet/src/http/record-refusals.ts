import { isFault } from '@aquifer/service';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { actorOf } from '../access/caller.ts';
import { refusalEntry } from '../audit/refusal-entry.ts';
import type { Faucet } from '../faucet.ts';

type Parts = Pick<Faucet, 'audit' | 'directory' | 'settings'>;

/** Writes every refused access to the audit log. Requests that are let through cost nothing. */
export function recordRefusals(app: FastifyInstance, faucet: Parts): void {
  app.addHook('onError', async (request, _reply, error) => {
    if (!isFault(error)) return;
    const path = request.url.split('?', 1)[0] ?? '';
    const entry = refusalEntry(error, {
      actor: await actorOfRequest(faucet, request),
      method: request.method,
      path,
      requestId: request.id,
      remoteAddress: request.ip,
    });
    if (entry !== undefined) faucet.audit.record(entry);
  });
}

/** Asked again only now, so that requests need not carry their caller along. */
async function actorOfRequest(
  { directory, settings }: Parts,
  request: FastifyRequest,
): Promise<string> {
  const apiKey = request.headers[settings.apiKeyHeader.toLowerCase()];
  try {
    const { authorization } = request.headers;
    const credentials = typeof apiKey === 'string' ? { apiKey, authorization } : { authorization };
    return actorOf(await directory.authenticate(credentials));
  } catch {
    return actorOf(undefined);
  }
}
