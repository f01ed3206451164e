import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_TRUSTED_PROXIES, parseAddressRanges } from '../../src/limits/address-ranges.ts';
import { createFindClient } from '../../src/limits/client-address.ts';

const find = createFindClient(parseAddressRanges(DEFAULT_TRUSTED_PROXIES));

function addressBy(socket: string | undefined, forwarded?: string, realIp?: string): string {
  return find(socket, {
    ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }),
    ...(realIp !== undefined && { 'x-real-ip': realIp }),
  }).address;
}

describe('the client of a connection', () => {
  it.each<[string | undefined, string | undefined, string | undefined, string]>([
    // Nobody who is not trusted is believed.
    ['203.0.113.1', undefined, undefined, '203.0.113.1'],
    ['203.0.113.1', '198.51.100.1', '198.51.100.2', '203.0.113.1'],
    ['203.0.113.1', undefined, '198.51.100.2', '203.0.113.1'],
    // What the guide's nginx sends: it appends, so what stands before was claimed by the client.
    ['127.0.0.1', '198.51.100.1', '198.51.100.1', '198.51.100.1'],
    ['127.0.0.1', '1.1.1.1, 198.51.100.1', '198.51.100.1', '198.51.100.1'],
    ['::ffff:127.0.0.1', '1.1.1.1,198.51.100.1', undefined, '198.51.100.1'],
    // Several proxies.
    ['10.0.0.1', '1.1.1.1, 198.51.100.1, 10.0.0.3, 10.0.0.2', undefined, '198.51.100.1'],
    ['10.0.0.1', '10.0.0.4, 10.0.0.3, 10.0.0.2', undefined, '10.0.0.4'],
    // X-Real-IP counts only where X-Forwarded-For is absent.
    ['10.0.0.1', undefined, '198.51.100.1', '198.51.100.1'],
    ['10.0.0.1', undefined, '10.0.0.9', '10.0.0.9'],
    ['10.0.0.1', '', '198.51.100.1', '198.51.100.1'],
    ['10.0.0.1', '198.51.100.1', '198.51.100.2', '198.51.100.1'],
    ['10.0.0.1', undefined, 'nonsense', '10.0.0.1'],
    ['10.0.0.1', undefined, '198.51.100.1, 198.51.100.2', '10.0.0.1'],
    // Ports and brackets.
    ['10.0.0.1', '198.51.100.1:4711', undefined, '198.51.100.1'],
    ['10.0.0.1', '[2001:db8::1]:4711', undefined, '2001:db8::1'],
    ['10.0.0.1', '[2001:db8::1]', undefined, '2001:db8::1'],
    ['10.0.0.1', '2001:DB8:0::1', undefined, '2001:db8::1'],
    ['10.0.0.1', undefined, '198.51.100.1:80', '198.51.100.1'],
    // What cannot be read ends the walk: the nearest proxy that could be read is the client.
    ['10.0.0.1', '198.51.100.1, unknown, 10.0.0.2', undefined, '10.0.0.2'],
    ['10.0.0.1', '198.51.100.1, _hidden', undefined, '10.0.0.1'],
    ['10.0.0.1', '198.51.100.1, 127.1', undefined, '10.0.0.1'],
    ['10.0.0.1', `198.51.100.1, ${'1'.repeat(100)}`, undefined, '10.0.0.1'],
    ['10.0.0.1', '198.51.100.1, [10.0.0.2', undefined, '10.0.0.1'],
    // Empty entries of a list are none (RFC 9110 §5.6.1).
    ['10.0.0.1', ',198.51.100.1, ,10.0.0.2,', undefined, '198.51.100.1'],
    ['10.0.0.1', ' , ', undefined, '10.0.0.1'],
    [undefined, '198.51.100.1', undefined, 'unknown'],
  ])(
    'from %s with X-Forwarded-For %j and X-Real-IP %j is %s',
    (socket, forwarded, real, client) => {
      expect(addressBy(socket, forwarded, real)).toBe(client);
      expect(addressBy(socket, forwarded, real)).toBe(client);
    },
  );

  it.each([
    ['198.51.100.1', '198.51.100.1'],
    ['::ffff:198.51.100.1', '198.51.100.1'],
    ['::ffff:c633:6401', '198.51.100.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s is counted as %s', (address, network) => {
    expect(find(address, {}).network).toBe(network);
  });

  it('believes nobody where no proxy is trusted', () => {
    const findAlone = createFindClient(parseAddressRanges(['none']));
    const headers = { 'x-forwarded-for': '198.51.100.1', 'x-real-ip': '198.51.100.1' };
    expect(findAlone('127.0.0.1', headers).address).toBe('127.0.0.1');
  });
});

/** Addresses outside all ranges that are trusted. */
const stranger = fc
  .oneof(fc.ipV4(), fc.ipV6())
  .filter((text) => !find(text, {}).address.match(/^(127|10|172|192|169)\.|^(::|f[cde])/));
const proxy = fc.constantFrom('127.0.0.1', '10.1.2.3', '192.168.0.7', 'fd00::7', '::1');
const claim = fc.oneof(stranger, proxy, fc.string());

describe('whatever a client claims', () => {
  it('it is known by the address that the outermost trusted proxy saw', () => {
    fc.assert(
      fc.property(
        fc.array(claim),
        stranger,
        fc.array(proxy),
        proxy,
        (claims, client, way, socket) => {
          const forwarded = [...claims, client, ...way].join(', ');
          expect(addressBy(socket, forwarded)).toBe(find(client, {}).address);
        },
      ),
    );
  });

  it('it is known by its own address when it comes by itself', () => {
    fc.assert(
      fc.property(stranger, fc.string(), fc.string(), (client, forwarded, realIp) => {
        expect(addressBy(client, forwarded, realIp)).toBe(find(client, {}).address);
      }),
    );
  });

  it('an answer is found for any header', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (forwarded, realIp) => {
        expect(addressBy('10.0.0.1', forwarded, realIp)).toMatch(/^[\d.a-f:]+$/);
      }),
    );
  });
});
