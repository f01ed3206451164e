import { describe, expect, it } from 'vitest';
import { parseMssqlDsn } from '../../../src/connectors/mssql/parse-dsn.ts';

describe('A DSN of SQL Server', () => {
  it.each([
    [
      'sqlserver://sa:p%40ss@db.example:1433?database=shop&encrypt=true',
      {
        host: 'db.example',
        port: 1433,
        user: 'sa',
        password: 'p@ss',
        database: 'shop',
        encrypt: true,
        trustServerCertificate: false,
      },
    ],
    [
      'sqlserver://sa:a:b@c@localhost?database=shop',
      {
        host: 'localhost',
        port: 1433,
        user: 'sa',
        password: 'a:b@c',
        encrypt: true,
        trustServerCertificate: true,
      },
    ],
    [
      'mssql://sa:x@db/SQLEXPRESS?database=shop&encrypt=disable',
      { host: 'db', instance: 'SQLEXPRESS', encrypt: false },
    ],
    [
      'sqlserver://sa:x@[::1]:14330?encrypt=strict&hostNameInCertificate=sql.example',
      {
        host: '::1',
        port: 14_330,
        encrypt: 'strict',
        certificateHost: 'sql.example',
        database: '',
      },
    ],
    [
      'sqlserver://CORP%5Canna:x@db?ApplicationIntent=ReadOnly&connection+timeout=3',
      { domain: 'CORP', user: 'anna', readOnlyIntent: true, connectTimeoutMs: 3000 },
    ],
    [
      'server=tcp:db.example,1444;user id=sa;password="a;b";database=shop;encrypt=true;TrustServerCertificate=yes',
      {
        host: 'db.example',
        port: 1444,
        user: 'sa',
        password: 'a;b',
        database: 'shop',
        encrypt: true,
        trustServerCertificate: true,
      },
    ],
    [
      String.raw`Data Source=.\SQLEXPRESS;uid=sa;pwd={p{};Initial Catalog=shop`,
      { host: 'localhost', instance: 'SQLEXPRESS', password: 'p{', database: 'shop' },
    ],
  ])('%s', (dsn, address) => {
    expect(parseMssqlDsn(dsn)).toMatchObject(address);
  });

  it.each([
    ['', 'must look like'],
    ['postgres://db', 'must look like'],
    ['sqlserver://sa:x@', 'names no server'],
    ['sqlserver://sa:secret@db:99999', 'the port must be'],
    ['sqlserver://sa:secret@db?encrypt=perhaps', 'encrypt must be'],
    ['sqlserver://sa:secret@db?trustservercertificate=perhaps', 'TrustServerCertificate must be'],
    ['sqlserver://sa:secret@db?connection+timeout=soon', 'connection timeout must be'],
  ])('%s is refused, without its password in the sentence', (dsn, reason) => {
    expect(() => parseMssqlDsn(dsn)).toThrow(reason);
    expect(() => parseMssqlDsn(dsn)).not.toThrow('secret');
  });
});
