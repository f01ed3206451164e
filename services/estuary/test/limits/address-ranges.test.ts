import { describe, expect, it } from 'vitest';
import { DEFAULT_TRUSTED_PROXIES, parseAddressRanges } from '../../src/limits/address-ranges.ts';
import { readAddress } from '../../src/limits/address.ts';

function has(items: readonly string[], address: string): boolean {
  return parseAddressRanges(items).has(readAddress(address)!);
}

describe('a list of ranges', () => {
  it.each([
    [['10.0.0.0/8'], '10.255.0.1', true],
    [['10.0.0.0/8'], '11.0.0.1', false],
    [['10.9.8.7/8'], '10.0.0.1', true],
    [['192.0.2.1'], '192.0.2.1', true],
    [['192.0.2.1'], '192.0.2.2', false],
    [['192.0.2.1'], '::ffff:192.0.2.1', true],
    [['0.0.0.0/0'], '203.0.113.9', true],
    [['0.0.0.0/0'], '2001:db8::1', false],
    [['2001:db8::/32'], '2001:db8:ffff::1', true],
    [['2001:db8::/32'], '2001:db9::1', false],
    [['::1'], '0:0::1', true],
    [['::ffff:10.0.0.0/104'], '10.1.2.3', true],
    [['::ffff:10.0.0.0/104'], '11.1.2.3', false],
    [['::/0'], '10.1.2.3', false],
    [['192.0.2.1', '198.51.100.0/24'], '198.51.100.9', true],
    [[], '127.0.0.1', false],
    [['none'], '127.0.0.1', false],
    [['None'], '127.0.0.1', false],
  ])('%j with %s: %s', (items, address, expected) => {
    expect(has(items, address)).toBe(expected);
  });

  it.each([
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0/8',
    '10',
    '0x7f000001',
    '127.1',
    'proxy.example',
    'none',
    '',
  ])('with %j says that this is none', (item) => {
    expect(() => parseAddressRanges(['127.0.0.1', item])).toThrow(
      `"${item}" is neither an IP address nor a range such as 10.0.0.0/8`,
    );
  });
});

describe('the proxies trusted by default', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['10.0.0.1', true],
    ['172.16.0.1', true],
    ['172.31.255.255', true],
    ['172.32.0.1', false],
    ['192.168.1.1', true],
    ['192.169.1.1', false],
    ['169.254.1.1', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['fd12:3456::1', true],
    ['fe80::1%eth0', true],
    ['fec0::1', false],
    ['203.0.113.1', false],
    ['2001:db8::1', false],
    ['::', false],
    ['0.0.0.0', false],
  ])('hold %s: %s', (address, expected) => {
    expect(has(DEFAULT_TRUSTED_PROXIES, address)).toBe(expected);
  });
});
