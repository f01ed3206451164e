import { parsePostgresUrl } from '@aquifer/postgres';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { postgresUrlOf } from '../../src/store/postgres-url.ts';
import type { PostgresUrlSettings } from '../../src/store/postgres-url.ts';

const nothing: PostgresUrlSettings = {
  testMode: false,
  dbUrl: undefined,
  dbHost: undefined,
  dbPort: 5432,
  dbName: 'message_store',
  dbUser: 'message_store',
  dbPassword: undefined,
  dbSslMode: 'prefer',
};

const partsOf = (settings: Partial<PostgresUrlSettings>) =>
  parsePostgresUrl(postgresUrlOf({ ...nothing, ...settings }) ?? '');

describe('postgresUrlOf', () => {
  it.each<[Partial<PostgresUrlSettings>, string | undefined]>([
    [{}, undefined],
    [{ dbUrl: 'postgres://u@h/d' }, 'postgres://u@h/d'],
    [{ dbUrl: 'postgresql://u@h/d?sslmode=require' }, 'postgresql://u@h/d?sslmode=require'],
    [{ dbUrl: 'sqlite://file.db' }, undefined],
    [{ dbUrl: 'sqlite://file.db', dbHost: 'h' }, undefined],
    [{ dbUrl: 'postgres://u@h/d', dbHost: 'other' }, 'postgres://u@h/d'],
    [{ dbHost: 'db', testMode: true }, undefined],
    [{ dbUrl: 'postgres://u@h/d', testMode: true }, undefined],
    [{ dbHost: 'db' }, 'postgres://message_store@db:5432/message_store?sslmode=prefer'],
    [
      { dbHost: 'db', dbPort: 6432, dbUser: 'ada', dbPassword: 's', dbSslMode: 'verify-full' },
      'postgres://ada:s@db:6432/message_store?sslmode=verify-full',
    ],
  ])('%j is %s', (settings, expected) => {
    expect(postgresUrlOf({ ...nothing, ...settings })).toBe(expected);
  });

  it.each([
    ['::1', '::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['/var/run/postgresql', '/var/run/postgresql'],
    ['/tmp/with space:and?more', '/tmp/with space:and?more'],
    ['db.example', 'db.example'],
  ])('the host %s is found again', (dbHost, host) => {
    expect(partsOf({ dbHost })).toMatchObject({ host, port: 5432, database: 'message_store' });
  });

  it('leaves several hosts to be refused', () => {
    expect(() => partsOf({ dbHost: 'a,b' })).toThrow(/only one host/);
  });

  it('brings user, password and database through unchanged', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((it) => !it.includes('\0'));
    fc.assert(
      fc.property(text, text, text, (user, password, database) => {
        const given = { dbHost: 'h', dbUser: user, dbPassword: password, dbName: database };
        expect(partsOf(given)).toMatchObject({ user, password, database });
      }),
    );
  });
});
