import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith, temporaryDirectory } from '@aquifer/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { confinedFolders } from '../support/confined-folders.ts';
import { withReplaced } from '../support/deploy-file.ts';
import { readDockerfile } from '../support/dockerfile.ts';
import { envExampleOf } from '../support/env-example.ts';
import { documentOf } from '../support/kubernetes-documents.ts';
import { stopServer } from '../support/program.ts';
import { unitValues } from '../support/unit-file.ts';
import { deployPath, deployText } from './support/deploy-file.ts';
import { estuaryProgram } from './support/run-estuary.ts';
import { startEstuary } from './support/start-estuary.ts';
import type { StartedEstuary } from './support/start-estuary.ts';

const timeout = 120_000;
const running: StartedEstuary[] = [];
afterEach(() => {
  for (const { server } of running.splice(0)) server.child.kill('SIGKILL');
});

const start = async (...args: Parameters<typeof startEstuary>): Promise<StartedEstuary> => {
  const started = await startEstuary(...args);
  running.push(started);
  return started;
};

const addItem = async (url: string): Promise<number> => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/api/v1/items`, {
    method: 'POST',
    headers,
    body: '{"name":"a"}',
  });
  return answer.status;
};

describe('the command line of estuary.service', () => {
  const [line = ''] = unitValues(deployText('estuary.service'), 'ExecStart');

  it('serves as a user without rights, writes nowhere, and ends cleanly', { timeout }, async () => {
    const uid = estuaryProgram.unprivilegedUser();
    const { home, cwd, tmp, data } = confinedFolders(uid);
    const env = { APP_PROFILE: 'production', DATABASE_TYPE: 'memory', HOME: home, TMPDIR: tmp };
    const { server, url } = await start([line], env, { cwd, uid });
    expect(await addItem(url)).toBe(201);
    expect(await stopServer(server)).toBe(0);
    expect([home, cwd, tmp, data].map((folder) => readdirSync(folder))).toEqual([[], [], [], []]);
    // Nothing but lines of JSON, which is what collects logs expects.
    const lines = server.output.stdout.trimEnd().split('\n');
    for (const one of lines) expect(JSON.parse(one)).toHaveProperty('timestamp');
    expect(server.output.stderr).toBe('');
  });

  it(
    'keeps items below its working directory, in the one place it may write to',
    { timeout },
    async () => {
      const cwd = temporaryDirectory();
      const data = join(
        cwd,
        unitValues(deployText('estuary.service'), 'ReadWritePaths')[0]?.split('/').at(-1) ?? '',
      );
      mkdirSync(data);
      const first = await start([line], { APP_PROFILE: 'production' }, { cwd });
      expect(await addItem(first.url)).toBe(201);
      expect(await stopServer(first.server)).toBe(0);
      expect(readdirSync(cwd)).toEqual(['data']);
      const second = await start([line], { APP_PROFILE: 'production' }, { cwd });
      expect(await (await fetch(`${second.url}/api/v1/items`)).json()).toMatchObject({ total: 1 });
      expect(await stopServer(second.server)).toBe(0);
    },
  );

  it('starts with every line of .env.example taken into use', { timeout }, async () => {
    const { shown } = envExampleOf('estuary', '.env.example');
    const { server } = await start([line], { ...shown, DATABASE_TYPE: 'memory' });
    expect(await stopServer(server)).toBe(0);
    expect(server.output.stderr).toBe('');
  });
});

describe('what an operator has to replace', () => {
  const check = (env: Readonly<Record<string, string>>, cwd = temporaryDirectory()) =>
    estuaryProgram.run(['estuary', 'check-config'], { env: { HOME: cwd, ...env }, cwd });
  const refused = ['CONVEX_DEPLOYMENT_URL', 'AUTH_JWKS_URLS'].map(
    (name) => `Configuration error: ${name} appears to contain a placeholder value`,
  );

  it('is named when .env.production.example is used as it is', { timeout }, () => {
    const cwd = temporaryDirectory();
    copyFileSync(deployPath('.env.production.example'), join(cwd, '.env'));
    const { code, stderr } = check({}, cwd);
    expect(code).toBe(2);
    for (const line of refused) expect(stderr).toContain(line);
  });

  it(
    'is named when the manifest of Kubernetes is applied as it is, and enough',
    { timeout },
    () => {
      const text = deployText('k8s/deployment.yaml');
      type Values = Readonly<Record<string, string>>;
      const { data } = documentOf<{ data: Values }>(text, 'ConfigMap');
      const { stringData } = documentOf<{ stringData: Values }>(text, 'Secret');
      const { code, stderr } = check({ APP_PROFILE: 'production', ...data, ...stringData });
      expect(code).toBe(2);
      expect(stderr.trimEnd().split('\n').toSorted()).toEqual(refused.toSorted());
      const replaced = {
        CONVEX_DEPLOYMENT_URL: 'https://happy-otter-123.convex.cloud',
        AUTH_JWKS_URLS: 'https://login.aquifer.dev/.well-known/jwks.json',
      };
      expect(check({ APP_PROFILE: 'production', ...data, ...replaced }).code).toBe(0);
    },
  );
});

await describeWith('wget', 'the command line of the image', (wget) => {
  const { argv, last } = readDockerfile(deployPath('Dockerfile'));
  const [, checkLine = ''] = /CMD (.+)$/.exec(last('HEALTHCHECK')) ?? [];
  const checkHealth = (port: number): number | null =>
    spawnSync('/bin/sh', ['-c', withReplaced(checkLine, [['wget ', `${wget} `]])], {
      env: { PORT: String(port) },
    }).status;

  it(
    'starts in the foreground, answers the health check, and stops cleanly',
    { timeout },
    async () => {
      const { server, port } = await start(argv, {
        APP_PROFILE: 'production',
        DATABASE_TYPE: 'memory',
      });
      expect(checkHealth(port)).toBe(0);
      expect(await stopServer(server)).toBe(0);
      expect(checkHealth(port)).not.toBe(0);
    },
  );
});

describe('a data directory that cannot be made', () => {
  it('ends the start with its name and the reason', { timeout }, async () => {
    const cwd = temporaryDirectory();
    writeFileSync(join(cwd, 'data'), '');
    const env = { APP_PROFILE: 'production', HOME: cwd };
    const { ended, output } = estuaryProgram.start(['estuary'], { env, cwd });
    expect(await ended).toBe(1);
    expect(output.stdout).toContain(join(cwd, 'data/estuary.db'));
    expect(output.stdout).toContain('cannot be made or opened');
  });
});
