import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseSnowflakeDsn } from '../../../src/connectors/snowflake/parse-dsn.ts';
import { privateKeyPem, readPrivateKey } from '../../../src/connectors/snowflake/private-key.ts';

describe('A DSN of Snowflake', () => {
  it.each([
    [
      'anna:p%40ss@xy12345.eu-central-1/SHOP/PUBLIC?warehouse=W1&role=R',
      false,
      {
        account: 'xy12345.eu-central-1',
        user: 'anna',
        proof: { kind: 'password', password: 'p@ss' },
        database: 'SHOP',
        schema: 'PUBLIC',
        warehouse: 'W1',
        role: 'R',
      },
    ],
    [
      'snowflake://anna:a@b@org-acc/shop',
      false,
      { account: 'org-acc', proof: { kind: 'password', password: 'a@b' }, schema: '' },
    ],
    [
      'anna@org-acc/shop/public?warehouse=w',
      true,
      { user: 'anna', proof: { kind: 'key' }, schema: 'PUBLIC' },
    ],
    ['anna@org-acc/shop/%22Mixed%22', true, { schema: 'Mixed' }],
    ['anna@org-acc/shop?authenticator=snowflake_jwt', true, { proof: { kind: 'key' } }],
    [
      'anna@org-acc/shop?token=t0k&authenticator=programmatic_access_token',
      false,
      { proof: { kind: 'token', token: 't0k', authenticator: 'PROGRAMMATIC_ACCESS_TOKEN' } },
    ],
    [
      'anna:x@org-acc.snowflakecomputing.com/shop',
      false,
      { account: 'org-acc', host: 'org-acc.snowflakecomputing.com' },
    ],
    [
      'anna:x@127.0.0.1:8443/shop?account=acc',
      false,
      { account: 'acc', host: '127.0.0.1', port: 8443 },
    ],
  ])('%s', (dsn, hasKey, address) => {
    expect(parseSnowflakeDsn(dsn, hasKey)).toMatchObject(address);
  });

  it.each([
    ['anna:secret@org-acc', false, 'names no database'],
    [':secret@org-acc/shop', false, 'names no user'],
    ['anna@org-acc/shop', false, 'neither a password nor a private key'],
    ['anna:secret@or g/shop', false, 'must look like'],
    ['anna:secret@org-acc/shop?authenticator=externalbrowser', false, 'authenticator must be'],
    ['anna@org-acc/shop?authenticator=snowflake_jwt', false, 'needs private_key_path'],
  ])('%s is refused, without its password in the sentence', (dsn, hasKey, reason) => {
    expect(() => parseSnowflakeDsn(dsn, hasKey)).toThrow(reason);
    expect(() => parseSnowflakeDsn(dsn, hasKey)).not.toThrow('secret');
  });
});

describe('A private key', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  it('of PKCS #1 becomes one of PKCS #8', () => {
    const pkcs1 = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    expect(pkcs1).toContain('BEGIN RSA PRIVATE KEY');
    expect(privateKeyPem(pkcs1)).toBe(pkcs8);
    expect(privateKeyPem(pkcs8)).toBe(pkcs8);
  });

  it('that is none, locked, or not of RSA is refused in words', async () => {
    const locked = privateKey
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
      .toString();
    const { privateKey: curve } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(() => privateKeyPem('nothing')).toThrow('it holds no PEM key');
    expect(() => privateKeyPem(locked)).toThrow('without a passphrase');
    expect(() => privateKeyPem(curve.export({ type: 'pkcs8', format: 'pem' }).toString())).toThrow(
      'RSA',
    );
    await expect(readPrivateKey('/nowhere/key.p8')).rejects.toThrow(
      'Invalid private_key_path parameter: the file cannot be read',
    );
  });
});
