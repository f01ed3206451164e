import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Address } from './address.ts';

/** Ranges of addresses. */
export interface AddressRanges {
  has(address: Address): boolean;
}

/** Proxies that are believed unless an operator says otherwise: loopback, private, link-local. */
export const DEFAULT_TRUSTED_PROXIES: readonly string[] = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '::1',
  'fc00::/7',
  'fe80::/10',
];

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/**
 * Reads TRUSTED_PROXIES: addresses and CIDR ranges, or `none` alone (contract §10.2). Throws a plain
 * Error that names what is neither.
 */
export function parseAddressRanges(items: readonly string[]): AddressRanges {
  if (items.length === 1 && items[0]?.toLowerCase() === 'none') return { has: () => false };
  const ranges = items.map((item) => parseRange(item));
  return {
    has: ({ parsed }) =>
      ranges.some(([start, bits]) => start.kind() === parsed.kind() && parsed.match(start, bits)),
  };
}

function parseRange(item: string): Range {
  const [address = '', prefix, ...rest] = item.split('/');
  const length = isIP(address) === 4 ? 32 : 128;
  const bits = prefix === undefined ? length : parsePrefix(prefix, length);
  if (isIP(address) === 0 || bits === undefined || rest.length > 0) {
    throw new Error(`"${item}" is neither an IP address nor a range such as 10.0.0.0/8`);
  }
  const start = ipaddr.parse(address);
  const isMapped = start instanceof ipaddr.IPv6 && start.isIPv4MappedAddress();
  return isMapped && bits >= 96 ? [start.toIPv4Address(), bits - 96] : [start, bits];
}

function parsePrefix(text: string, length: number): number | undefined {
  return /^\d{1,3}$/.test(text) && Number(text) <= length ? Number(text) : undefined;
}
