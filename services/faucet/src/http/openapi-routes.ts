import { sendJson } from '@aquifer/http';
import { localCaller } from '../access/caller.ts';
import type { Caller } from '../access/caller.ts';
import { seesService } from '../access/permit.ts';
import { fault } from '../faults.ts';
import { renderOpenApi } from '../openapi/render-openapi.ts';
import type { OpenApiText } from '../openapi/render-openapi.ts';
import { sendNotModified } from './if-none-match.ts';
import { permittedDatabase } from './permitted-database.ts';
import { setRateLimitHeaders } from './rate-limit-headers.ts';
import type { Call, Route } from './route.ts';

/** OpenAPI documents (contract §13): only what the caller's role opens. */
export const openApiRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/openapi.json',
    // Public only so that FAUCET_OPENAPI_PUBLIC can open it; see `callerOf`.
    access: 'public',
    summary: 'OpenAPI document of all services',
    async handle(call) {
      const { databases, store, settings } = call.faucet;
      const caller = await callerOf(call);
      const visible = databases
        .connected()
        .filter(({ service }) => seesService(caller, service.name));
      const text = await renderOpenApi(caller, visible, store, {
        title: 'Faucet API',
        apiKeyHeader: settings.apiKeyHeader,
      });
      return send(call, text);
    },
  },
  {
    method: 'GET',
    path: '/api/v1/:service/_doc',
    access: 'caller',
    summary: 'OpenAPI document of one service',
    async handle(call) {
      const { database } = await permittedDatabase(call, '_doc');
      const text = await renderOpenApi(call.caller, [database], call.faucet.store, {
        title: `${database.service.label} API`,
        apiKeyHeader: call.faucet.settings.apiKeyHeader,
      });
      return send(call, text);
    },
  },
];

function send({ request, reply }: Call, { json, etag }: OpenApiText): unknown {
  return sendNotModified(request, reply, etag) ? reply : sendJson(reply, json);
}

/** With the opt-in nobody is asked; otherwise a credential decides what is shown. */
async function callerOf({ faucet, request, reply }: Call): Promise<Caller> {
  const { authorization } = request.headers;
  const key = request.headers[faucet.settings.apiKeyHeader.toLowerCase()];
  const anonymous = authorization === undefined && key === undefined;
  if (anonymous && faucet.settings.openapiPublic) return localCaller;
  if (anonymous) throw fault('credentials_missing');
  const caller = await faucet.authenticate(request);
  // Public routes ask nobody, but the audit log and the rate limit headers want to know.
  request.caller = caller;
  if (caller.kind === 'key') setRateLimitHeaders(faucet, request, reply);
  return caller;
}
