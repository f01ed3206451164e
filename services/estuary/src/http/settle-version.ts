import type { FastifyReply, FastifyRequest } from 'fastify';
import { fault } from '../faults.ts';
import { deprecationHeaders, isOver, migrationPath } from '../versions/deprecation-headers.ts';
import { resolveVersion } from '../versions/resolve-version.ts';
import { deprecated, supported } from '../versions/versions.ts';
import { originForm } from './plain-path.ts';

/**
 * Finds the version that is asked for and says in headers which one answers (contract §8). Returns
 * true when it has sent the client elsewhere.
 */
export function settleVersion(request: FastifyRequest, reply: FastifyReply, path: string): boolean {
  const { headers, url = '' } = request.raw;
  const header = headers['x-api-version'];
  const version = resolveVersion({
    path,
    accept: headers.accept,
    header: typeof header === 'string' ? header : undefined,
  });
  if (version.kind === 'unsupported') {
    throw fault('version_not_supported', {
      version: version.version,
      supported: supported.join(', '),
    });
  }
  if (!path.startsWith('/api/v')) void reply.header('vary', varyOf(reply));
  if (version.kind === 'elsewhere') {
    // 308 keeps the method and the body (RFC 9110 §15.4.9).
    void reply.code(308).header('location', locationIn(version.version, url)).send();
    return true;
  }
  announce(reply, version.version);
  return false;
}

/** The same target under a version. Its escapes stay: undone they could end the header or mean another path. */
const locationIn = (version: string, target: string): string =>
  originForm(target).replace(/^\/[^/?#]*/, `/api/${version}`);

function announce(reply: FastifyReply, version: string): void {
  void reply.header('x-api-version', version);
  const deprecation = deprecated.get(version);
  if (deprecation === undefined) return;
  if (isOver(deprecation, Date.now())) {
    throw fault('version_gone', { version, migration: migrationPath(version) });
  }
  void reply.headers(deprecationHeaders(version, deprecation));
}

function varyOf(reply: FastifyReply): string {
  const before = reply.getHeader('vary');
  const names = 'Accept, X-API-Version';
  return before === undefined ? names : `${String(before)}, ${names}`;
}
