import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An address of a client or proxy. IPv4 inside IPv6 is IPv4. */
export interface Address {
  /** In its one canonical form (RFC 5952). */
  readonly text: string;
  /**
   * Who is counted as one: the IPv4 address, or the first 64 bits of the IPv6 address, since whoever
   * has one of those has all 2^64 of its network (RFC 4291 §2.5.4).
   */
  readonly network: string;
  readonly parsed: ipaddr.IPv4 | ipaddr.IPv6;
}

/** Reads an IP address; undefined if it is none. A zone (`%eth0`) is of this machine only and left out. */
export function readAddress(text: string): Address | undefined {
  const [bare = ''] = text.split('%', 1);
  // The library also reads what C does, such as 127.1 and 0x7f000001.
  if (isIP(bare) === 0) return undefined;
  const parsed = ipaddr.process(bare);
  return { text: parsed.toString(), network: networkOf(parsed), parsed };
}

/** An entry of X-Forwarded-For: an address, with a port or in brackets perhaps. */
export function readForwardedAddress(text: string): Address | undefined {
  const bare = /^\[(.+)\](?::\d{1,5})?$/.exec(text)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(text)?.[1];
  return readAddress(bare ?? text);
}

function networkOf(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  if (address instanceof ipaddr.IPv4) return address.toString();
  const groups = address.parts.slice(0, 4).map((part) => part.toString(16));
  return `${groups.join(':')}::/64`;
}
