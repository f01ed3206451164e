import { readdirSync } from 'node:fs';
import { freePort } from '@aquifer/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { confinedFolders } from '../support/confined-folders.ts';
import { withReplaced } from '../support/deploy-file.ts';
import { envExampleOf } from '../support/env-example.ts';
import { stopServer } from '../support/program.ts';
import type { RunningServer } from '../support/program.ts';
import { unitValues } from '../support/unit-file.ts';
import { unitOfServer } from '../support/unit.contract.ts';
import { deployText } from './support/deploy-file.ts';
import { faucetProgram } from './support/run-faucet.ts';
import { eventRows, startShop } from './support/start-shop.ts';

const text = deployText('faucet.service');

const valuesOf = (key: string): string[] => unitValues(text, key);

describe('faucet.service', () => {
  it('has every line of the guide but the secret', () => {
    for (const line of [
      'Description=Faucet REST API Server',
      'After=network.target',
      'Type=simple',
      'User=faucet',
      'Group=faucet',
      'ExecStart=/usr/local/bin/faucet serve --host 0.0.0.0 --port 8080 --data-dir /var/lib/faucet',
      'Restart=on-failure',
      'RestartSec=5',
      'LimitNOFILE=65536',
      'NoNewPrivileges=true',
      'ProtectSystem=strict',
      'ProtectHome=true',
      'ReadWritePaths=/var/lib/faucet',
      'PrivateTmp=true',
      'WantedBy=multi-user.target',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(valuesOf('Environment').join()).not.toMatch(/SECRET/);
  });

  it('lets Faucet finish its requests before it is killed', () => {
    expect(Number(valuesOf('TimeoutStopSec')[0])).toBeGreaterThan(30);
    expect(valuesOf('KillMode')).toEqual(['mixed']);
  });
});

await unitOfServer('faucet');

describe('the command line of faucet.service', () => {
  const running: RunningServer[] = [];
  afterEach(() => {
    for (const { child } of running.splice(0)) child.kill('SIGKILL');
  });

  /**
   * Runs ExecStart as systemd would, as a user without rights; where these tests are no root, as
   * their own.
   */
  const start = async (env: Readonly<Record<string, string>>) => {
    const uid = faucetProgram.unprivilegedUser();
    const { home, cwd, tmp, data } = confinedFolders(uid);
    const port = await freePort();
    const line = withReplaced(valuesOf('ExecStart')[0] ?? '', [
      ['--port 8080', `--port ${port}`],
      ['/var/lib/faucet', data],
    ]);
    const faucet = faucetProgram.start(line.split(' '), {
      env: { HOME: home, TMPDIR: tmp, ...env },
      cwd,
      uid,
    });
    running.push(faucet);
    await faucetProgram.untilHealthy(faucet, port);
    return { faucet, port, data, elsewhere: [home, cwd, tmp] };
  };

  it(
    'serves, writes to the data directory and nowhere else, and ends cleanly',
    { timeout: 120_000 },
    async () => {
      const { faucet, port, data, elsewhere } = await start({});
      const setup = await fetch(`http://127.0.0.1:${port}/api/v1/setup`, {
        method: 'POST',
        body: JSON.stringify({ email: 'a@example.com', password: 'correct horse battery' }),
      });
      expect(setup.status).toBe(201);
      expect(readdirSync(data)).toEqual(expect.arrayContaining(['faucet.db', 'faucet.pid']));
      expect(elsewhere.map((folder) => readdirSync(folder))).toEqual([[], [], []]);
      expect(await stopServer(faucet)).toBe(0);
      expect(elsewhere.map((folder) => readdirSync(folder))).toEqual([[], [], []]);
      expect(readdirSync(data)).not.toContain('faucet.pid');
      expect(faucet.output.stderr).not.toMatch(/level=(WARN|ERROR)(?!.*no admin)/);
    },
  );

  it(
    'takes its secret from the environment, as the line of the guide sets it',
    { timeout: 120_000 },
    async () => {
      // Environment=FAUCET_AUTH_JWT_SECRET=your-production-secret
      const { faucet } = await start({ FAUCET_AUTH_JWT_SECRET: 'your-production-secret' });
      expect(await stopServer(faucet)).toBe(0);
      expect(faucet.output.stderr).not.toContain('generated a secret');
      expect(faucet.output.stderr).toMatch(/level=WARN msg="auth.jwt_secret is easily guessed/);
      expect(faucet.output.stderr).not.toContain('your-production-secret');
    },
  );

  it(
    'starts with an unchanged env.example as its environment file',
    { timeout: 120_000 },
    async () => {
      const { effective, shown } = envExampleOf('faucet');
      expect(effective).toEqual([]);
      expect(Object.keys(shown).length).toBeGreaterThan(20);
      // And with every line of it made effective, since its values are the defaults.
      const { faucet } = await start(shown);
      expect(await stopServer(faucet)).toBe(0);
      expect(faucet.output.stderr).not.toContain('warning');
    },
  );
});

describe('a stop by systemd', () => {
  // The guide's unit has no KillMode, so systemd signals every process of the service, and so does
  // Ctrl-C in a terminal.
  it(
    'lets a stream in flight end, even when every process of Faucet is told to stop',
    { timeout: 120_000 },
    async () => {
      const { faucet, port, apiKey } = await startShop();
      const response = await fetch(`http://127.0.0.1:${port}/api/v1/shop/_table/events?limit=all`, {
        headers: { 'x-api-key': apiKey, accept: 'application/x-ndjson' },
      });
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      let bytes = (await reader.read()).value?.length ?? 0;
      process.kill(-(faucet.child.pid ?? 0), 'SIGTERM');
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        bytes += part.value.length;
      }
      expect(bytes).toBeGreaterThan(eventRows * 1_000);
      expect(await faucet.ended).toBe(0);
    },
  );
});
