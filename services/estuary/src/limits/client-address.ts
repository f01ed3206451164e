import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIP, isIPv4 } from 'node:net';

/** Finds the address of a client behind trusted proxies (contract §10.2). */
export type ClientAddress = (peer: string, headers: IncomingHttpHeaders) => string;

/** Words for ranges that no stranger on the internet has. */
const ranges: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
  none: [],
};

/** Throws a TypeError for an entry that is neither an address nor a range. */
export function createClientAddress(trusted: readonly string[]): ClientAddress {
  const proxies = new BlockList();
  for (const entry of trusted.flatMap((item) => ranges[item.toLowerCase()] ?? [item])) {
    addRange(proxies, entry);
  }
  const isTrusted = (address: string): boolean =>
    proxies.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
  return (peer, headers) => {
    const socket = plainAddress(peer) ?? peer;
    if (isIP(socket) === 0 || !isTrusted(socket)) return socket;
    const forwarded = headers['x-forwarded-for'];
    if (forwarded !== undefined) return walk(String(forwarded), socket, isTrusted);
    return plainAddress(String(headers['x-real-ip'] ?? '')) ?? socket;
  };
}

/** What one client has of addresses: an IPv6 network usually hands out a /64. */
export function rateLimitKeyOf(address: string): string {
  if (isIP(address) !== 6) return address;
  return `${expand(address).slice(0, 4).join(':')}::/64`;
}

function addRange(list: BlockList, entry: string): void {
  const [network = '', bits] = entry.split('/');
  const family = isIP(network);
  if (family === 0) throw new TypeError(`${entry} is neither an address nor a range`);
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  if (bits === undefined) list.addAddress(network, kind);
  else if (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)) {
    list.addSubnet(network, Number(bits), kind);
  } else throw new TypeError(`${entry} is neither an address nor a range`);
}

/** From the nearest proxy outwards: the first address that is none of ours, or where a lie begins. */
function walk(header: string, socket: string, isTrusted: (address: string) => boolean): string {
  let last = socket;
  for (const entry of header.split(',').toReversed()) {
    const address = plainAddress(entry);
    if (address === undefined) return last;
    if (!isTrusted(address)) return address;
    last = address;
  }
  return last;
}

/** An address without port, brackets and zone; IPv4 written as IPv6 is IPv4. */
function plainAddress(entry: string): string | undefined {
  const text = entry.trim();
  const bare = /^\[([^\]]+)\](:\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  const [address = ''] = bare.split('%');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address.toLowerCase();
  return isIP(plain) === 0 ? undefined : plain;
}

/** The eight groups of an IPv6 address, without leading zeros. */
function expand(address: string): string[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => '0'), ...right];
}
