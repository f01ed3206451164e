import { parseSqliteDsn, SqliteDsnError } from '@aquifer/sqlite';
import type { SqliteDsn } from '@aquifer/sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const readable: [dsn: string, parsed: SqliteDsn][] = [
  ['data.db', { path: 'data.db', options: { create: false } }],
  ['/var/lib/my data.db', { path: '/var/lib/my data.db', options: { create: false } }],
  ['C:\\data\\a.db', { path: 'C:\\data\\a.db', options: { create: false } }],
  ['./100%.db', { path: './100%.db', options: { create: false } }],
  [':memory:', { path: ':memory:', options: { create: false } }],
  ['file::memory:?cache=shared', { path: ':memory:', options: { create: false } }],
  ['file:x.db?mode=memory', { path: ':memory:', options: {} }],
  ['data.db?mode=rwc', { path: 'data.db', options: {} }],
  ['sqlite:data.db', { path: 'data.db', options: { create: false } }],
  ['sqlite://data.db', { path: 'data.db', options: { create: false } }],
  ['sqlite:///var/data.db', { path: '/var/data.db', options: { create: false } }],
  ['file:data.db', { path: 'data.db', options: { create: false } }],
  ['file:///var/a%20b.db', { path: '/var/a b.db', options: { create: false } }],
  ['file://localhost/var/a.db', { path: '/var/a.db', options: { create: false } }],
  ['file:a.db?mode=ro', { path: 'a.db', options: { readOnly: true } }],
  ['file:a.db?mode=rw', { path: 'a.db', options: { create: false } }],
  [
    'file:a.db?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)',
    {
      path: 'a.db',
      options: { create: false, pragmas: { busy_timeout: '5000', journal_mode: 'WAL' } },
    },
  ],
  [
    'a.db?_pragma=foreign_keys%3D1',
    { path: 'a.db', options: { create: false, pragmas: { foreign_keys: '1' } } },
  ],
];

const refused: [dsn: string, message: RegExp][] = [
  ['', /no path/],
  ['file:', /no path/],
  ['file:?mode=ro', /no path/],
  ['file://server/share.db', /no host/],
  ['file:%E0%.db', /percent escape/],
  ['file:a%00.db', /U\+0000/],
  ['file:a.db?mode=rx', /mode must be/],
  ['file:a.db?vfs=memdb', /unknown parameter "vfs"/],
  ['file:a.db?_pragma=writable_schema(1)', /pragma "writable_schema" may not be set/],
  ['file:a.db?_pragma=constructor(1)', /pragma "constructor" may not be set/],
  ['file:a.db?_pragma=busy_timeout', /form name\(value\)/],
  ['file:a.db?_pragma=busy_timeout(soon)', /busy_timeout does not take the value "soon"/],
];

describe('parseSqliteDsn', () => {
  it.each(readable)('reads %s', (dsn, parsed) => {
    expect(parseSqliteDsn(dsn)).toEqual(parsed);
  });

  it.each(refused)('refuses %j', (dsn, message) => {
    expect(() => parseSqliteDsn(dsn)).toThrow(SqliteDsnError);
    expect(() => parseSqliteDsn(dsn)).toThrow(message);
  });

  it('reads any path or refuses it with its own error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (dsn) => {
        try {
          expect(parseSqliteDsn(dsn).path).not.toBe('');
        } catch (error) {
          expect(error).toBeInstanceOf(SqliteDsnError);
        }
      }),
    );
  });
});
