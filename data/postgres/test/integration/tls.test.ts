import { openPostgres, postgresErrorCode } from '@aquifer/postgres';
import { testPostgres } from '@aquifer/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { authority, type Proxy, startProxy } from './tls-proxy.ts';

/** The proxy's certificate is for 'localhost', by an authority nobody trusts by itself. */
interface Case {
  readonly parameters: string;
  readonly host: string;
  /** Whether the server offers TLS. */
  readonly tls: boolean;
  readonly result: 'encrypted' | 'plain' | 'refused';
}

const trusted = `sslrootcert=${encodeURIComponent(authority)}`;
const cases: Case[] = [
  { parameters: '', host: 'localhost', tls: true, result: 'encrypted' },
  { parameters: '', host: 'localhost', tls: false, result: 'plain' },
  { parameters: 'sslmode=disable', host: 'localhost', tls: true, result: 'plain' },
  { parameters: 'sslmode=prefer', host: '127.0.0.1', tls: true, result: 'encrypted' },
  { parameters: 'sslmode=require', host: '127.0.0.1', tls: true, result: 'encrypted' },
  { parameters: 'sslmode=require', host: 'localhost', tls: false, result: 'refused' },
  { parameters: `sslmode=require&${trusted}`, host: '127.0.0.1', tls: true, result: 'encrypted' },
  { parameters: `sslmode=verify-ca&${trusted}`, host: '127.0.0.1', tls: true, result: 'encrypted' },
  { parameters: 'sslmode=verify-full', host: 'localhost', tls: true, result: 'refused' },
  {
    parameters: `sslmode=verify-full&${trusted}`,
    host: 'localhost',
    tls: true,
    result: 'encrypted',
  },
  { parameters: `sslmode=verify-full&${trusted}`, host: '127.0.0.1', tls: true, result: 'refused' },
];

describe('TLS', () => {
  let target: URL;
  beforeAll(async () => {
    target = new URL((await testPostgres()).url);
  });

  const connect = async (
    proxy: Proxy,
    { host, parameters }: Pick<Case, 'host' | 'parameters'>,
  ): Promise<string> => {
    const postgres = openPostgres(
      `postgres://postgres@${host}:${proxy.port}/postgres?${parameters}`,
    );
    try {
      await postgres.value('SELECT 1');
      return proxy.encrypted() > 0 ? 'encrypted' : 'plain';
    } catch (error) {
      expect(postgresErrorCode(error)).toBe('unavailable');
      return 'refused';
    } finally {
      await postgres.close();
    }
  };

  it.each(cases)('$parameters on $host, TLS offered: $tls, is $result', async (example) => {
    const proxy = await startProxy(target, example);
    expect(await connect(proxy, example)).toBe(example.result);
    await proxy.close();
  });

  it('cancels a query over TLS as well', async () => {
    const proxy = await startProxy(target, { tls: true });
    const postgres = openPostgres(
      `postgres://postgres@localhost:${proxy.port}/postgres?sslmode=verify-full&${trusted}`,
    );
    const query = postgres.query('SELECT pg_sleep(60)', [], { timeoutMs: 50 });
    await expect(query).rejects.toMatchObject({ code: 'timeout' });
    await postgres.close();
    await proxy.close();
  });

  it('names the parameter whose file is missing, not the file', () => {
    const open = () => openPostgres('postgres://h/d?sslmode=require&sslcert=/no/such/file.pem');
    expect(open).toThrow('the file of sslcert cannot be read');
  });
});
