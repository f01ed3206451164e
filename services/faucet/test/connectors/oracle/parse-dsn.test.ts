import { describe, expect, it } from 'vitest';
import { parseOracleDsn } from '../../../src/connectors/oracle/parse-dsn.ts';

describe('A DSN of Oracle', () => {
  it.each([
    [
      'oracle://app:p%40ss@db.example:1522/FREEPDB1',
      'app',
      'p@ss',
      '(DESCRIPTION=(TRANSPORT_CONNECT_TIMEOUT=10)(ADDRESS=(PROTOCOL=TCP)(HOST=db.example)(PORT=1522))(CONNECT_DATA=(SERVICE_NAME=FREEPDB1)))',
    ],
    [
      'oracle://app:a:b@c@db/svc.example.com',
      'app',
      'a:b@c',
      '(DESCRIPTION=(TRANSPORT_CONNECT_TIMEOUT=10)(ADDRESS=(PROTOCOL=TCP)(HOST=db)(PORT=1521))(CONNECT_DATA=(SERVICE_NAME=svc.example.com)))',
    ],
    [
      'oracle://app:x@db:2484/?SID=ORCL&SSL=true',
      'app',
      'x',
      '(DESCRIPTION=(TRANSPORT_CONNECT_TIMEOUT=10)(ADDRESS=(PROTOCOL=TCPS)(HOST=db)(PORT=2484))(CONNECT_DATA=(SID=ORCL)))',
    ],
    [
      'oracle://app:x@?connStr=(DESCRIPTION=(ADDRESS=(HOST=a)))',
      'app',
      'x',
      '(DESCRIPTION=(ADDRESS=(HOST=a)))',
    ],
  ])('%s', (dsn, user, password, connectString) => {
    expect(parseOracleDsn(dsn)).toMatchObject({ user, password, connectString });
  });

  it('checks the name in the certificate unless told otherwise', () => {
    expect(parseOracleDsn('oracle://a:x@db/s?SSL=true').verifiesHost).toBe(true);
    expect(parseOracleDsn('oracle://a:x@db/s?SSL=true&SSL+VERIFY=false').verifiesHost).toBe(false);
    expect(parseOracleDsn('oracle://a:x@db/s?SSL=true&WALLET=/etc/wallet')).toMatchObject({
      walletLocation: '/etc/wallet',
    });
  });

  it.each([
    ['app/secret@db', 'must look like'],
    ['oracle://app:secret@/svc', 'names no host'],
    ['oracle://app:secret@db', 'names no service'],
    ['oracle://db/svc', 'names no user'],
    ['oracle://app:secret@db:0/svc', 'the port must be'],
    ['oracle://app:secret@db/s)(SECURITY=(X=1)', 'host and service take'],
  ])('%s is refused, without its password in the sentence', (dsn, reason) => {
    expect(() => parseOracleDsn(dsn)).toThrow(reason);
    expect(() => parseOracleDsn(dsn)).not.toThrow('secret');
  });
});
