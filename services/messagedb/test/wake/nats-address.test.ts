import { describe, expect, it } from 'vitest';
import { parseNatsUrl } from '../../src/wake/nats-address.ts';

describe('parseNatsUrl', () => {
  it.each([
    ['nats://127.0.0.1:4222', { servers: ['127.0.0.1:4222'] }],
    ['nats://nats', { servers: ['nats'] }],
    ['nats:4222', { servers: ['nats:4222'] }],
    ['nats://[::1]:4222', { servers: ['[::1]:4222'] }],
    ['nats://ada:p%40ss%2F@h:1', { servers: ['h:1'], user: 'ada', pass: 'p@ss/' }],
    ['nats://s3cr%2Ft@h:1', { servers: ['h:1'], token: 's3cr/t' }],
    ['tls://h:1', { servers: ['h:1'], tls: {} }],
    ['nats://a:1, nats://u:p@b:2,c:3', { servers: ['a:1', 'b:2', 'c:3'], user: 'u', pass: 'p' }],
  ])('reads %s', (text, expected) => {
    expect(parseNatsUrl(text)).toEqual(expected);
  });

  it.each(['', 'nats://', 'nats://u:hunter2@h:port', 'nats://u:hunter2%zz@h', 'http s://x'])(
    'refuses %j without telling the password',
    (text) => {
      expect(() => parseNatsUrl(text)).toThrow(/^MESSAGEDB_NATS_URL must be such as (?!.*hunter2)/);
    },
  );
});
