import type { AddressRanges } from './address-ranges.ts';
import { readAddress, readForwardedAddress } from './address.ts';
import type { Address } from './address.ts';

/** Who sent a request, as far as can be believed. */
export interface Client {
  /** Canonical text, for the log. */
  readonly address: string;
  /** Who is counted as one: the address, or its /64 in IPv6. */
  readonly network: string;
}

/** Finds the client by the address of the connection and what trusted proxies say (contract §10.2). */
export type FindClient = (socketAddress: string | undefined, headers: ForwardingHeaders) => Client;

/** Of these `x-forwarded-for` and `x-real-ip` are read. */
type ForwardingHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A connection that is already closed has no address any more. */
const NOBODY: Client = { address: 'unknown', network: 'unknown' };

/** `trusted` are the proxies whose word counts; nobody else can choose what address they appear with. */
export function createFindClient(trusted: AddressRanges): FindClient {
  const read = rememberTexts((text) => toHop(readForwardedAddress(text), trusted));
  const readSocket = rememberTexts((text) => toHop(readAddress(text), trusted));

  return (socketAddress, headers) => {
    const socket = socketAddress === undefined ? undefined : readSocket(socketAddress);
    if (socket === undefined) return NOBODY;
    return socket.isTrusted ? believe(socket, headers) : socket;
  };

  function believe(socket: Hop, headers: ForwardingHeaders): Client {
    const forwarded = textOf(headers['x-forwarded-for']);
    if (forwarded !== '') return walk(socket, forwarded);
    const realIp = textOf(headers['x-real-ip']);
    return (realIp === '' ? undefined : read(realIp)) ?? socket;
  }

  /** From the nearest proxy outwards, as far as each hop is one whose word counts. */
  function walk(socket: Hop, forwarded: string): Client {
    let last = socket;
    let end = forwarded.length;
    while (last.isTrusted && end > 0) {
      const comma = forwarded.lastIndexOf(',', end - 1);
      const entry = forwarded.slice(comma + 1, end).trim();
      end = comma;
      if (entry === '') continue;
      const hop = read(entry);
      if (hop === undefined) break;
      last = hop;
    }
    return last;
  }
}

interface Hop extends Client {
  readonly isTrusted: boolean;
}

function toHop(address: Address | undefined, trusted: AddressRanges): Hop | undefined {
  if (address === undefined) return undefined;
  return { address: address.text, network: address.network, isTrusted: trusted.has(address) };
}

/** Node joins a header that came several times. */
function textOf(header: string | readonly string[] | undefined): string {
  return (typeof header === 'string' ? header : (header ?? []).join(',')).trim();
}

/** Clients and proxies come again and again; reading an address costs more than all the rest here. */
const REMEMBERED_MAX = 10_000;
/** No address is longer, with brackets, zone and port. */
const TEXT_LENGTH_MAX = 64;

function rememberTexts(read: (text: string) => Hop | undefined): (text: string) => Hop | undefined {
  const known = new Map<string, Hop>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = text.length > TEXT_LENGTH_MAX ? undefined : read(text);
    if (made === undefined) return undefined;
    if (known.size >= REMEMBERED_MAX) known.clear();
    known.set(copyOf(text), made);
    return made;
  };
}

/** A part of a header keeps all of the header in memory. */
const copyOf = (text: string): string => Buffer.from(text, 'latin1').toString('latin1');
