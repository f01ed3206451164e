import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith, freePort, temporaryDirectory } from '@aquifer/testing';
import { afterEach, describe, expect, it } from 'vitest';
import {
  containerOf as firstContainerOf,
  documentOf,
  documentsOf as documentsIn,
  environmentOf,
  validate,
} from '../support/kubernetes-documents.ts';
import type {
  ContainerManifest,
  DeploymentManifest,
  KubernetesDocument,
} from '../support/kubernetes-documents.ts';
import { stopServer } from '../support/program.ts';
import type { RunningServer } from '../support/program.ts';
import { deployText } from './support/deploy-file.ts';
import { knownVariables } from './support/known-variables.ts';
import { faucetProgram } from './support/run-faucet.ts';

const documentsOf = (name: string): readonly KubernetesDocument[] =>
  documentsIn(deployText(`kubernetes/${name}`));

const deploymentOf = (name: string): DeploymentManifest =>
  documentOf(deployText(`kubernetes/${name}`), 'Deployment');

const containerOf = (name: string): ContainerManifest => firstContainerOf(deploymentOf(name));

describe.each(['faucet.yaml', 'replicas.yaml', 'ingress.yaml'])('kubernetes/%s', (name) => {
  it.each(documentsOf(name))('is valid: $kind', (document) => {
    expect(() => validate(document)).not.toThrow();
  });
});

describe.each(['faucet.yaml', 'replicas.yaml'])('the deployment of kubernetes/%s', (name) => {
  const { spec } = deploymentOf(name);
  const container = containerOf(name);

  it('has the arguments and the probes of the guide', () => {
    expect(container.args).toEqual(['serve', '--host', '0.0.0.0', '--data-dir', '/data']);
    expect(container.livenessProbe.httpGet.path).toBe('/healthz');
    expect(container.readinessProbe.httpGet.path).toBe('/readyz');
  });

  it('selects its own pods, and mounts only volumes it has', () => {
    expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
    const volumes = new Set(spec.template.spec.volumes.map((volume) => volume.name));
    expect(container.volumeMounts.every((mount) => volumes.has(mount.name))).toBe(true);
    expect(container.volumeMounts.map((mount) => mount.mountPath)).toContain('/data');
  });

  it('waits longer than requests may take to finish, and fetches no image that is here', () => {
    expect(spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(30);
    expect(container.image).not.toMatch(/:latest$/);
    expect(container.imagePullPolicy).toBe('IfNotPresent');
  });

  it('sets only variables that exist, from the secret that is described', () => {
    expect(container.env.filter((one) => !knownVariables.has(one.name))).toEqual([]);
    for (const { valueFrom } of container.env) {
      const { name: secret, key } = valueFrom?.secretKeyRef ?? { name: '', key: '' };
      expect(secret).toBe('faucet-secrets');
      expect(deployText(`kubernetes/${name}`)).toMatch(
        new RegExp(`(^  ${key}: |--from-literal=${key}=)`, 'm'),
      );
    }
  });
});

describe('kubernetes/ingress.yaml', () => {
  it('leads to the port of the service', () => {
    const ports = JSON.stringify(documentsOf('faucet.yaml').find(({ kind }) => kind === 'Service'));
    expect(ports).toContain('"port":80,"targetPort":"http"');
    expect(JSON.stringify(documentsOf('ingress.yaml'))).toContain(
      '{"name":"faucet","port":{"number":80}}',
    );
  });
});

const running: RunningServer[] = [];
afterEach(() => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL');
});

/** Starts a container as a node would, with a folder as its file system. */
async function startContainer(
  name: string,
  secrets: Readonly<Record<string, string>>,
): Promise<{ faucet: RunningServer; url: string }> {
  const root = temporaryDirectory();
  mkdirSync(join(root, 'data'));
  const container = containerOf(name);
  const port = await freePort();
  const env = environmentOf(container, secrets);
  // Next to a Service of its name, a container finds these too.
  const links = {
    FAUCET_PORT: 'tcp://10.0.0.1:80',
    FAUCET_PORT_80_TCP_ADDR: '10.0.0.1',
    FAUCET_SERVICE_HOST: '10.0.0.1',
    FAUCET_SERVICE_PORT_HTTP: '80',
  };
  const argv = ['faucet', ...(container.args ?? [])].map((word) =>
    word === '/data' ? join(root, 'data') : word,
  );
  const faucet = faucetProgram.start(argv, {
    env: { ...env, ...links, FAUCET_SERVER_PORT: String(port), HOME: join(root, 'data') },
    cwd: join(root, 'data'),
  });
  running.push(faucet);
  await faucetProgram.untilHealthy(faucet, port);
  return { faucet, url: `http://127.0.0.1:${port}` };
}

const post = (url: string, body: object, token = ''): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: token === '' ? {} : { authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });

const admin = { email: 'admin@example.com', password: 'correct horse battery' };

describe('the container of kubernetes/faucet.yaml', () => {
  it(
    'starts with its arguments, passes its probes, warns of nothing, and ends cleanly',
    { timeout: 120_000 },
    async () => {
      const { faucet, url } = await startContainer('faucet.yaml', { 'jwt-secret': 'x'.repeat(64) });
      const { livenessProbe, readinessProbe } = containerOf('faucet.yaml');
      expect((await fetch(url + livenessProbe.httpGet.path)).status).toBe(200);
      expect((await fetch(url + readinessProbe.httpGet.path)).status).toBe(200);
      expect(await stopServer(faucet)).toBe(0);
      expect(faucet.output.stderr).not.toMatch(/warning|is no setting|level=ERROR/);
    },
  );
});

await describeWith('postgres', 'the three replicas of kubernetes/replicas.yaml', (postgres) => {
  it(
    'are one Faucet: what is made on one holds on the others, and ends on the others',
    { timeout: 120_000 },
    async () => {
      const database = await postgres.createDatabase();
      const secrets = {
        'config-db': database.url,
        'jwt-secret': 'x'.repeat(64),
        'encryption-key': 'y'.repeat(64),
      };
      const { replicas } = deploymentOf('replicas.yaml').spec;
      const started = await Promise.all(
        Array.from({ length: replicas }, () => startContainer('replicas.yaml', secrets)),
      );
      expect(started).toHaveLength(3);
      const [first = '', second = '', third = ''] = started.map(({ url }) => url);

      const setup = await post(`${first}/api/v1/setup`, admin);
      const { session_token: token } = (await setup.json()) as { session_token: string };
      const system = '/api/v1/system';
      const role = await post(`${second}${system}/role`, { name: 'r' }, token);
      expect(role.status).toBe(201);
      const { id: role_id } = (await role.json()) as { id: number };
      const made = await post(`${third}${system}/api-key`, { role_id }, token);
      const { id, api_key } = (await made.json()) as { id: number; api_key: string };

      /** 403: the key is known, and its role permits nothing. 401: it is not known. */
      const answers = (): Promise<number[]> =>
        Promise.all(
          [first, second, third].map(async (url) => {
            const headers = { 'x-api-key': api_key };
            return (await fetch(`${url}/api/v1/shop/_table`, { headers })).status;
          }),
        );
      await expect.poll(answers, { timeout: 10_000 }).toEqual([403, 403, 403]);
      await fetch(`${first}${system}/api-key/${id}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${token}` },
      });
      await expect.poll(answers, { timeout: 10_000 }).toEqual([401, 401, 401]);

      const codes = await Promise.all(started.map(({ faucet }) => stopServer(faucet)));
      expect(codes).toEqual([0, 0, 0]);
      await database.drop();
    },
  );
});
