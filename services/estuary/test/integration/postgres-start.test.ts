import { createLog } from '@aquifer/service';
import { describeWith, startCuttingProxy } from '@aquifer/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readConfiguration } from '../../src/configuration/read-configuration.ts';
import type { DocumentStore } from '../../src/store/document-store.ts';
import type { OpenOptions } from '../../src/store/open-store.ts';
import { openStore } from '../../src/store/open-store.ts';
import { runCli } from '../support/run-cli.ts';

/** A PostgreSQL that is started with the server, and not there yet. */
function opening(url: string): {
  readonly lines: { readonly level: string; readonly msg: string }[];
  open(options: OpenOptions): Promise<DocumentStore>;
} {
  const lines: { readonly level: string; readonly msg: string }[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const log = createLog({ level: 'debug', format: 'json', destination });
  const configuration = readConfiguration({ DATABASE_TYPE: 'postgres', DATABASE_URL: url });
  if (configuration.kind === 'bad') throw new Error(configuration.problems.join());
  return { lines, open: (options) => openStore(configuration.settings, log, options) };
}

describe('a PostgreSQL that does not come', () => {
  const unreachable = {
    code: 'store_unreachable',
    message: 'PostgreSQL at 127.0.0.1:1 does not answer',
  };
  const url = 'postgres://ada:secret@127.0.0.1:1/x';

  it('is waited for as long as it may take, and then named, which is said once', async () => {
    const { lines, open } = opening(url);
    await expect(open({ patienceMs: 1_200 })).rejects.toMatchObject(unreachable);
    expect(lines).toMatchObject([
      { level: 'warn', msg: 'PostgreSQL at 127.0.0.1:1 is not there yet: trying for 1 s' },
    ]);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it('is not waited for when a stop is asked for', async () => {
    const stop = new AbortController();
    const { open } = opening(url);
    setTimeout(() => stop.abort(), 100);
    const start = performance.now();
    await expect(open({ patienceMs: 20_000, signal: stop.signal })).rejects.toMatchObject(
      unreachable,
    );
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it('is not waited for by commands', async () => {
    const env = { DATABASE_TYPE: 'postgres', DATABASE_URL: url };
    const { code, stderr } = await runCli(['export'], { env });
    expect([code, stderr]).toEqual([1, `Error: ${unreachable.message}\n`]);
  });
});

await describeWith('postgres', 'a PostgreSQL that comes late', (server) => {
  it('is used when it is there', async () => {
    const database = await server.createDatabase();
    onTestFinished(() => database.drop());
    const url = new URL(database.url);
    const proxy = await startCuttingProxy(Number(url.port));
    url.host = new URL(proxy.url).host;
    await proxy.kill();
    const { lines, open } = opening(url.href);
    const opened = open({ patienceMs: 30_000 });
    await expect.poll(() => lines).toMatchObject([{ level: 'warn' }]);
    await proxy.restart();
    const store = await opened;
    await store.check();
    await store.close();
  });
});
