import { readdirSync } from 'node:fs';
import { describeWith, freePort, temporaryDirectory } from '@aquifer/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { readDockerfile } from '../support/dockerfile.ts';
import {
  checkHealth,
  imageOfServer,
  isGnuWget,
  soundDockerfile,
} from '../support/image.contract.ts';
import { stopServer } from '../support/program.ts';
import type { RunningServer } from '../support/program.ts';
import { deployPath, deployText } from './support/deploy-file.ts';
import { faucetProgram } from './support/run-faucet.ts';

const dockerfile = readDockerfile(deployPath('Dockerfile'));
const { last, text } = dockerfile;

describe.each(['Dockerfile', 'Dockerfile.custom'])('%s', (name) => {
  soundDockerfile(deployPath(name));
});

imageOfServer('faucet');

describe('the image of Faucet', () => {
  it('is what the guide says it is', () => {
    expect(last('USER')).toBe('faucet');
    expect(last('EXPOSE')).toBe('8080');
    expect(last('VOLUME')).toBe('/data');
    expect(last('ENV')).toMatch(/FAUCET_DATA_DIR=\/data$/);
    expect(last('ENTRYPOINT')).toBe('["faucet"]');
    expect(last('CMD')).toBe('["serve", "--host", "0.0.0.0"]');
    expect(last('HEALTHCHECK')).toBe(
      '--interval=30s --timeout=5s --retries=3 ' +
        'CMD wget --spider -q http://localhost:8080/healthz || exit 1',
    );
  });

  it('runs as the number that the Kubernetes manifests name', () => {
    const [, uid] = /useradd .*--uid (\d+)/.exec(text) ?? [];
    const [, gid] = /groupadd .*--gid (\d+)/.exec(text) ?? [];
    for (const manifest of ['kubernetes/faucet.yaml', 'kubernetes/replicas.yaml']) {
      expect(deployText(manifest)).toContain(`runAsUser: ${uid}\n`);
      expect(deployText(manifest)).toContain(`fsGroup: ${gid}\n`);
    }
  });
});

await describeWith('wget', 'the command line of the image', (wget) => {
  const running: RunningServer[] = [];
  afterEach(() => {
    for (const { child } of running.splice(0)) child.kill('SIGKILL');
  });

  const start = async (): Promise<{ faucet: RunningServer; port: number; data: string }> => {
    const data = temporaryDirectory();
    const port = await freePort();
    // The port by its variable, as `docker run -e` gives it: the arguments stay those of the image.
    const env = { FAUCET_DATA_DIR: data, FAUCET_SERVER_PORT: String(port), HOME: data };
    const faucet = faucetProgram.start(dockerfile.argv, { env, cwd: data });
    running.push(faucet);
    await faucetProgram.untilHealthy(faucet, port);
    return { faucet, port, data };
  };

  it('is GNU wget that the health check meets here as in the image', () => {
    expect(isGnuWget(wget)).toBe(true);
  });

  it(
    'starts in the foreground, answers the health check, and stops cleanly on SIGTERM',
    { timeout: 120_000 },
    async () => {
      const { faucet, port, data } = await start();
      expect(checkHealth(dockerfile, wget, port)).toBe(0);
      expect(readdirSync(data)).toContain('faucet.db');
      expect(await stopServer(faucet)).toBe(0);
      expect(checkHealth(dockerfile, wget, port)).toBe(1);
    },
  );

  it(
    'keeps what it was told over a restart with the same volume',
    { timeout: 120_000 },
    async () => {
      const { faucet, port, data } = await start();
      const setup = `http://127.0.0.1:${port}/api/v1/setup`;
      const body = JSON.stringify({ email: 'a@example.com', password: 'correct horse battery' });
      expect((await fetch(setup, { method: 'POST', body })).status).toBe(201);
      expect(await stopServer(faucet)).toBe(0);

      const env = { FAUCET_DATA_DIR: data, FAUCET_SERVER_PORT: String(port), HOME: data };
      const again = faucetProgram.start(dockerfile.argv, { env, cwd: data });
      running.push(again);
      await faucetProgram.untilHealthy(again, port);
      expect(await (await fetch(setup)).json()).toEqual({
        needs_setup: false,
        setup_complete: true,
      });
      expect(await stopServer(again)).toBe(0);
    },
  );
});
