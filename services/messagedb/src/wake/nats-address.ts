import type { NodeConnectionOptions } from '@nats-io/transport-node';
import { fault } from '../faults.ts';

/** Where NATS is and who we are there. */
export type NatsAddress = Pick<
  NodeConnectionOptions,
  'servers' | 'user' | 'pass' | 'token' | 'tls'
>;

/**
 * Reads `nats://user:password@host:port`, `nats://token@host`, `tls://…`, or several servers of a
 * cluster with commas between; the credentials of the first that has some count. The client
 * takes credentials as options only. Throws Fault `nats_url_unreadable`.
 */
export function parseNatsUrl(text: string): NatsAddress {
  try {
    return parse(text);
  } catch (error) {
    // Not as its cause: it names the address, with the password.
    if (error instanceof TypeError || error instanceof URIError) throw fault('nats_url_unreadable');
    throw error;
  }
}

function parse(text: string): NatsAddress {
  const urls = text
    .split(',')
    .map((part) => part.trim())
    .map((part) => new URL(part.includes('://') ? part : `nats://${part}`));
  if (urls.some(({ host }) => host === '')) throw new TypeError('a server has no name');
  const named = urls.find(({ username }) => username !== '');
  return {
    servers: urls.map(({ host }) => host),
    ...credentialsOf(named),
    ...(urls.some(({ protocol }) => protocol === 'tls:') ? { tls: {} } : {}),
  };
}

function credentialsOf(url: URL | undefined): Pick<NatsAddress, 'user' | 'pass' | 'token'> {
  if (url === undefined) return {};
  const name = decodeURIComponent(url.username);
  if (url.password === '') return { token: name };
  return { user: name, pass: decodeURIComponent(url.password) };
}
