import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMysqlDsn } from '../../../src/connectors/mysql/parse-dsn.ts';
import { faultOf } from '../contract/builders.ts';

describe('DSNs of MySQL', () => {
  it.each([
    'u:p@tcp(h:3307)/db?parseTime=true',
    'u:p@h:3307/db',
    'u:p@(h:3307)/db?charset=utf8mb4&loc=UTC&multiStatements=true',
    'mysql://u:p@h:3307/db',
    'mariadb://u:p@h:3307/db?tls=false',
  ])('are read in every form: %s', (dsn) => {
    expect(parseMysqlDsn(dsn)).toEqual({
      host: 'h',
      port: 3307,
      user: 'u',
      password: 'p',
      database: 'db',
      tls: 'off',
    });
  });

  it.each([
    ['/db', { host: '127.0.0.1', port: 3306, user: '', password: '', database: 'db' }],
    ['u@tcp(h)/', { host: 'h', port: 3306, user: 'u', password: '', database: '' }],
    ['u@tcp([::1]:3308)/db', { host: '::1', port: 3308 }],
    ['u@unix(/run/mysqld/mysqld.sock)/db', { socketPath: '/run/mysqld/mysqld.sock' }],
    ['u:p@ss/w?rd@tcp(h:3306)/db', { password: 'p@ss/w?rd', host: 'h', database: 'db' }],
    ['u:a%40b@tcp(h:3306)/db', { password: 'a%40b' }],
    ['mysql://u:a%40b@h:3306/db', { password: 'a@b' }],
    ['u:p@tcp(h:3306)/db?tls=true', { tls: 'verified' }],
    ['u:p@tcp(h:3306)/db?tls=skip-verify', { tls: 'unverified' }],
    ['u:p@tcp(h:3306)/db?tls=preferred&timeout=5s', { tls: 'preferred', connectTimeoutMs: 5000 }],
    ['u:p@tcp(h:3306)/db?timeout=1.5s', { connectTimeoutMs: 1500 }],
  ])('are read as the original did: %s', (dsn, parts) => {
    expect(parseMysqlDsn(dsn)).toMatchObject(parts);
  });

  it('may have any password in the raw form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (password) => {
        const read = parseMysqlDsn(`u:${password}@tcp(host:3306)/db`);
        expect(read).toMatchObject({ user: 'u', password, host: 'host', database: 'db' });
      }),
    );
  });

  it.each([
    'u@tcp(h:99999)/db',
    'u@pipe(x)/db',
    'u@tcp(h:3306)/db?tls=custom',
    'u@h:x/db',
    'u@h/db?timeout=5',
  ])('are refused when they make no sense, without the password: %s', async (dsn) => {
    expect(await faultOf(() => parseMysqlDsn(dsn))).toBe('invalid_parameter');
    const secret = dsn.replace('u@', 'u:hunter2@');
    expect(() => parseMysqlDsn(secret)).toThrow(/^(?!.*hunter2)/);
  });
});
