import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describeWith } from '@aquifer/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { repositoryRoot, withReplaced } from '../support/deploy-file.ts';
import { readDockerfile } from '../support/dockerfile.ts';
import { imageOfServer, isGnuWget, soundDockerfile } from '../support/image.contract.ts';
import { deployPath, deployText } from './support/deploy-file.ts';
import { startStubServer } from './support/stub-server.ts';
import type { StubServer } from './support/stub-server.ts';

const dockerfile = readDockerfile(deployPath('Dockerfile'));
const { last, text } = dockerfile;

describe('Dockerfile', () => {
  soundDockerfile(deployPath('Dockerfile'));
});

imageOfServer('estuary', { packages: '/app', data: '/app/data', folders: ['page'] });

describe('the image of Estuary', () => {
  it('is what the guide says it is', () => {
    expect(dockerfile.all('FROM').length).toBeGreaterThan(1);
    expect(last('WORKDIR')).toBe('/app');
    expect(last('USER')).toBe('estuary');
    expect(last('EXPOSE')).toBe('3000');
    expect(last('CMD')).toBe('["/app/estuary"]');
    expect(last('ENTRYPOINT')).toBe('');
    expect(last('HEALTHCHECK')).toMatch(
      /^--interval=30s --timeout=3s --start-period=5s --retries=3 /,
    );
    expect(text).toContain('ln -s /app/services/estuary/bin/estuary.js /app/estuary ');
  });

  it('runs as the numbers of the guide, which the Kubernetes manifests name as well', () => {
    expect(text).toMatch(/groupadd .*--gid 1001 estuary/);
    expect(text).toMatch(/useradd .*--uid 1001 --gid estuary/);
    expect(deployText('k8s/deployment.yaml')).toContain('runAsUser: 1001\n');
    expect(deployText('k8s/deployment.yaml')).toContain('runAsGroup: 1001\n');
  });

  it("leaves room for the guide's own line: nothing else is called Dockerfile in the root", () => {
    expect(text).toContain('docker build -t estuary .\n');
    expect(existsSync(resolve(repositoryRoot, 'Dockerfile'))).toBe(false);
  });
});

await describeWith('wget', 'the health check of the image', (wget) => {
  let server: StubServer | undefined;
  afterEach(() => server?.close());

  const [, line = ''] = /CMD (.+)$/.exec(last('HEALTHCHECK')) ?? [];

  /** Runs the line as Docker does. Resolves with its exit code. */
  const check = async (
    command: string,
    env: Readonly<Record<string, string>>,
  ): Promise<unknown> => {
    const child = spawn('/bin/sh', ['-c', withReplaced(command, [['wget ', `${wget} `]])], { env });
    return (await once(child, 'exit'))[0] as unknown;
  };

  it('meets GNU wget here as in the image', () => {
    expect(isGnuWget(wget)).toBe(true);
  });

  it('is that of the guide, where Estuary listens on its own port', () => {
    expect(withReplaced(line, [['"http://localhost:${PORT:-3000}/health/live"', 'URL']])).toBe(
      'wget --no-verbose --tries=1 --spider URL || exit 1',
    );
  });

  it('asks the port that PORT says, and passes on what it is told', async () => {
    let status = 200;
    server = await startStubServer((_request, response) => response.writeHead(status).end());
    const env = { PORT: String(server.port) };
    expect(await check(line, env)).toBe(0);
    expect(server.asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'HEAD /health/live',
    ]);
    status = 503;
    expect(await check(line, env)).toBe(1);
  });
});
