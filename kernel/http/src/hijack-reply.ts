import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

/**
 * Takes a reply out of Fastify's hands for code that writes to Node's response itself, such as the
 * MCP transport. What hooks have set (request id, cross-origin headers) is kept; the access log,
 * the metrics, the time limits and the drain still apply.
 */
export function hijackReply(reply: FastifyReply): ServerResponse {
  const { raw } = reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value);
  }
  return raw;
}
