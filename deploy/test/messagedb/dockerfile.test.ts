import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describeWith } from '@aquifer/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../support/deploy-file.ts';
import { readDockerfile } from '../support/dockerfile.ts';
import {
  checkHealth,
  imageOfServer,
  isGnuWget,
  soundDockerfile,
} from '../support/image.contract.ts';
import { stopServer } from '../support/program.ts';
import { deployPath, deployText } from './support/deploy-file.ts';
import { startMessageDb } from './support/start-messagedb.ts';
import type { StartedMessageDb } from './support/start-messagedb.ts';

const dockerfile = readDockerfile(deployPath('Dockerfile'));
const { last, text } = dockerfile;

describe('Dockerfile', () => {
  soundDockerfile(deployPath('Dockerfile'));
});

imageOfServer('messagedb');

describe('the image of MessageDB', () => {
  it('is what the guide says it is', () => {
    expect(dockerfile.all('FROM').length).toBeGreaterThan(1);
    expect(last('USER')).toBe('messagedb');
    expect(last('EXPOSE')).toBe('8080');
    expect([last('ENTRYPOINT'), last('CMD')]).toEqual(['["messagedb"]', '["serve"]']);
    expect(last('HEALTHCHECK')).toMatch(/ CMD wget -q --spider http:\/\/localhost:8080\/health$/);
  });

  it('runs as the number that the Kubernetes manifests name', () => {
    const [, uid] = /useradd .*--uid (\d+)/.exec(text) ?? [];
    const [, gid] = /groupadd .*--gid (\d+)/.exec(text) ?? [];
    for (const manifest of ['k8s/deployment.yaml', 'k8s/replicas/messagedb.yaml']) {
      expect(deployText(manifest)).toContain(`runAsUser: ${uid}\n`);
      expect(deployText(manifest)).toContain(`runAsGroup: ${gid}\n`);
    }
  });

  it("leaves room for the guide's own line: nothing else is called Dockerfile in the root", () => {
    expect(text).toContain('docker build -t messagedb:latest .\n');
    expect(existsSync(resolve(repositoryRoot, 'Dockerfile'))).toBe(false);
  });
});

await describeWith('wget', 'the command line of the image', (wget) => {
  const running: StartedMessageDb[] = [];
  afterEach(() => {
    for (const { server } of running.splice(0)) server.child.kill('SIGKILL');
  });

  /** As `docker run` does; the port by its variable, so that the arguments stay those of the image. */
  const start = async (env: Readonly<Record<string, string>>): Promise<StartedMessageDb> => {
    const started = await startMessageDb(dockerfile.argv, env);
    running.push(started);
    return started;
  };

  it('meets GNU wget here as in the image', () => {
    expect(isGnuWget(wget)).toBe(true);
  });

  it(
    'starts in the foreground, answers the health check, and stops cleanly on SIGTERM',
    { timeout: 120_000 },
    async () => {
      const { server, port, url } = await start({});
      expect(checkHealth(dockerfile, wget, port)).toBe(0);
      // Without a token of ours it has made one, and does not open without it.
      expect(server.output.stdout).toMatch(/^ {2}ns_ZGVmYXVsdA_[0-9a-f]{64}$/m);
      expect((await fetch(`${url}/rpc`, { method: 'POST', body: '["sys.version"]' })).status).toBe(
        401,
      );
      expect(await stopServer(server)).toBe(0);
      expect(checkHealth(dockerfile, wget, port)).not.toBe(0);
    },
  );

  it("takes the guide's own token", { timeout: 120_000 }, async () => {
    const { server, rpc } = await start({ MESSAGEDB_TOKEN: 'your-secure-token' });
    expect(await rpc('sys.version')).toBe('1.3.0');
    expect(server.output.stdout).toContain('"level":"warn"');
    expect(server.output.stdout).not.toContain('your-secure-token');
    expect(await stopServer(server)).toBe(0);
  });
});
