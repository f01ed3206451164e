import { userInfo } from 'node:os';
import { parsePostgresUrl, PostgresUrlError } from '@aquifer/postgres';
import type { PostgresAddress } from '@aquifer/postgres';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const readable: [url: string, expected: Partial<PostgresAddress>][] = [
  [
    'postgres://ada:secret@db.example:6432/sales',
    { user: 'ada', password: 'secret', host: 'db.example', port: 6432, database: 'sales' },
  ],
  ['postgresql://ada@h', { user: 'ada', password: '', host: 'h', port: 5432, database: 'ada' }],
  ['postgres://', { host: 'localhost', user: userInfo().username, sslMode: 'prefer' }],
  ['postgres://u@[::1]:5433/d', { host: '::1', port: 5433 }],
  ['postgres://u:p%40ss%2F%3F@h/d', { password: 'p@ss/?' }],
  ['postgres://u:p@ss/w#rd@h/d', { password: 'p@ss/w#rd', host: 'h', database: 'd' }],
  ['postgres://u:100%@h/d', { password: '100%' }],
  ['postgres://u@/d?host=/var/run/postgresql', { host: '/var/run/postgresql', database: 'd' }],
  ['postgres://h/d?user=eve&password=p%26q', { user: 'eve', password: 'p&q' }],
  ['postgres://h/my%20data', { database: 'my data' }],
  ['postgres://h/d?sslmode=require', { sslMode: 'require' }],
  ['postgres://h/d?sslmode=allow', { sslMode: 'prefer' }],
  ['postgres://h/d?sslmode=verify-full&sslrootcert=system', { sslRootCert: undefined }],
  ['postgres://h/d?sslmode=require&channel_binding=require', { channelBinding: true }],
  ['postgres://h/d?connect_timeout=3', { connectTimeoutMs: 3000 }],
  ['postgres://h/d?application_name=x', { applicationName: 'x' }],
  ['postgres://h/d?search_path=a, b', { options: '-c search_path=a,\\ b' }],
  ['postgres://h/d?options=-c%20a=b&TimeZone=UTC', { options: '-c a=b -c TimeZone=UTC' }],
];

const refused: [url: string, message: RegExp][] = [
  ['', /must start with postgres:\/\//],
  ['mysql://u:hunter2@h/d', /must start with postgres:\/\//],
  ['postgres://h:0/d', /port must be/],
  ['postgres://h:99999/d', /port must be/],
  ['postgres://h:http/d', /port must be/],
  ['postgres://a,b/d', /only one host/],
  ['postgres://h/d?sslmode=maybe', /sslmode must be one of/],
  ['postgres://h/d?sslmode=verify-ca', /verify-ca needs sslrootcert/],
  ['postgres://h/d?sslnegotiation=direct', /needs sslmode=require/],
  ['postgres://h/d?connect_timeout=soon', /whole seconds/],
  ['postgres://h/d?colour=blue', /unknown parameter "colour"/],
  ['postgres://u%00@h/d', /user contains U\+0000/],
];

describe('parsePostgresUrl', () => {
  it.each(readable)('reads %s', (url, expected) => {
    expect(parsePostgresUrl(url)).toMatchObject(expected);
  });

  it.each(refused)('refuses %j', (url, message) => {
    expect(() => parsePostgresUrl(url)).toThrow(PostgresUrlError);
    expect(() => parsePostgresUrl(url)).toThrow(message);
  });

  it('finds every percent-encoded user, password and database again', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((s) => !s.includes('\0'));
    fc.assert(
      fc.property(text, text, text, (user, password, database) => {
        const parts = [user, password, database].map(encodeURIComponent);
        const url = `postgres://${parts[0]}:${parts[1]}@h:1/${parts[2]}`;
        expect(parsePostgresUrl(url)).toMatchObject({ user, password, database });
      }),
    );
  });

  it('reads anything or refuses it with an error that does not hold the password', () => {
    fc.assert(
      fc.property(fc.string(), (rest) => {
        try {
          parsePostgresUrl(`postgres://u:hunter2@${rest}`);
        } catch (error) {
          expect(error).toBeInstanceOf(PostgresUrlError);
          expect(String(error)).not.toContain('hunter2');
        }
      }),
    );
  });
});
