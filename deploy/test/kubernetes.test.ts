import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith, freePort, temporaryDirectory } from '@aquifer/testing';
import { Deployment } from 'kubernetes-models/apps/v1';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { PersistentVolumeClaim, Secret, Service } from 'kubernetes-models/v1';
import { afterEach, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { deployText } from './support/deploy-file.ts';
import { knownVariables } from './support/named-variables.ts';
import { startFaucet, stopFaucet, untilHealthy } from './support/run-faucet.ts';
import type { RunningFaucet } from './support/run-faucet.ts';

const models = {
  Deployment,
  Ingress,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  Secret,
  Service,
} as const;

const documentsOf = (name: string): { kind: keyof typeof models }[] =>
  parseAllDocuments(deployText(`kubernetes/${name}`)).map(
    (document) => document.toJS() as { kind: keyof typeof models },
  );

/** The parts of a Deployment that these tests read. */
interface Manifest {
  readonly spec: {
    readonly replicas: number;
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly containers: readonly Container[];
        readonly volumes: readonly { readonly name: string; readonly emptyDir?: object }[];
      };
    };
  };
}

interface Container {
  readonly image: string;
  readonly imagePullPolicy: string;
  readonly args: readonly string[];
  readonly env: readonly Variable[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly livenessProbe: { readonly httpGet: { readonly path: string } };
  readonly readinessProbe: { readonly httpGet: { readonly path: string } };
}

interface Variable {
  readonly name: string;
  readonly valueFrom: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
}

const deploymentOf = (name: string): Manifest =>
  documentsOf(name).find(({ kind }) => kind === 'Deployment') as unknown as Manifest;

const containerOf = (name: string): Container => {
  const [container] = deploymentOf(name).spec.template.spec.containers;
  if (container === undefined) throw new Error(`${name} has no container`);
  return container;
};

describe.each(['faucet.yaml', 'replicas.yaml', 'ingress.yaml'])('kubernetes/%s', (name) => {
  it.each(documentsOf(name))('is valid: $kind', (document) => {
    const Model = models[document.kind];
    expect(Model).toBeDefined();
    expect(() => new Model(document as never).validate()).not.toThrow();
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
      expect(valueFrom.secretKeyRef.name).toBe('faucet-secrets');
      expect(deployText(`kubernetes/${name}`)).toMatch(
        new RegExp(
          `(^  ${valueFrom.secretKeyRef.key}: |--from-literal=${valueFrom.secretKeyRef.key}=)`,
          'm',
        ),
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

const running: RunningFaucet[] = [];
afterEach(() => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL');
});

/** Starts a container as a node would, with a folder as its file system. */
async function startContainer(
  name: string,
  secrets: Readonly<Record<string, string>>,
): Promise<{ faucet: RunningFaucet; url: string }> {
  const root = temporaryDirectory();
  mkdirSync(join(root, 'data'));
  const container = containerOf(name);
  const port = await freePort();
  const env = Object.fromEntries(
    container.env.map((one) => [one.name, secrets[one.valueFrom.secretKeyRef.key] ?? '']),
  );
  // Next to a Service of its name, a container finds these too.
  const links = {
    FAUCET_PORT: 'tcp://10.0.0.1:80',
    FAUCET_PORT_80_TCP_ADDR: '10.0.0.1',
    FAUCET_SERVICE_HOST: '10.0.0.1',
    FAUCET_SERVICE_PORT_HTTP: '80',
  };
  const argv = ['faucet', ...container.args].map((word) =>
    word === '/data' ? join(root, 'data') : word,
  );
  const faucet = startFaucet(argv, {
    env: { ...env, ...links, FAUCET_SERVER_PORT: String(port), HOME: join(root, 'data') },
    cwd: join(root, 'data'),
  });
  running.push(faucet);
  await untilHealthy(faucet, port);
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
      expect(await stopFaucet(faucet)).toBe(0);
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

      const codes = await Promise.all(started.map(({ faucet }) => stopFaucet(faucet)));
      expect(codes).toEqual([0, 0, 0]);
      await database.drop();
    },
  );
});
