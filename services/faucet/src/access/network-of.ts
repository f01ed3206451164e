import { isIPv6 } from 'node:net';

/**
 * Who is counted as one: an IPv4 address, or the first 64 bits of an IPv6 address,
 * since whoever has one of those has all 2^64 of its network (RFC 4291 §2.5.4).
 * IPv4 inside IPv6 (`::ffff:192.0.2.1`) is IPv4; anything else stays as it is.
 */
export function networkOf(address: string): string {
  const [bare = ''] = address.split('%', 1);
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
  if (mapped !== undefined) return mapped;
  return isIPv6(bare) ? `${firstGroups(bare).join(':')}::/64` : address;
}

const GROUPS = 8;

/** The first four groups, with what `::` stands for written out and leading zeros dropped. */
function firstGroups(address: string): string[] {
  const [head = '', tail] = address.toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  // A dotted IPv4 at the end takes the room of two groups.
  const used = before.length + after.length + (address.includes('.') ? 1 : 0);
  const zeros = tail === undefined ? [] : Array.from({ length: GROUPS - used }, () => '0');
  return [...before, ...zeros, ...after].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
}
