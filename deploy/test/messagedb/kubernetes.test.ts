import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { temporaryDirectory } from '@aquifer/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { withReplaced } from '../support/deploy-file.ts';
import {
  containerOf,
  documentOf,
  documentsOf,
  environmentOf,
  validate,
} from '../support/kubernetes-documents.ts';
import type { DeploymentManifest } from '../support/kubernetes-documents.ts';
import { stopServer } from '../support/program.ts';
import { deployPath, deployText } from './support/deploy-file.ts';
import { knownVariables } from './support/known-variables.ts';
import { defaultToken, startMessageDb } from './support/start-messagedb.ts';
import type { StartedMessageDb } from './support/start-messagedb.ts';

/** What `kubectl apply -f k8s/` reads: the files of the folder, and not of folders within. */
const applied = readdirSync(deployPath('k8s')).filter((name) => /\.(ya?ml|json)$/.test(name));
const replicas = 'k8s/replicas/messagedb.yaml';
const manifests = [...applied.map((name) => `k8s/${name}`), replicas];

/** The secret that the guide makes. */
const secret = {
  'db-host': 'postgres.database.svc.cluster.local',
  'db-password': 'your-password',
} as const;

describe.each(manifests)('%s', (name) => {
  it.each([...documentsOf(deployText(name))])('is valid: $kind', (document) => {
    expect(() => validate(document)).not.toThrow();
  });

  it('reads nothing but the secret that is described', () => {
    const keys = [...deployText(name).matchAll(/secretKeyRef:\s+name: (\S+)\s+key: (\S+)/g)];
    for (const [, from, key = ''] of keys) {
      expect(from).toBe('messagedb-secrets');
      const isDescribed = key in secret || deployText('k8s/deployment.yaml').includes(`\`${key}\``);
      expect(isDescribed, key).toBe(true);
    }
  });
});

describe('the folder k8s', () => {
  it('can be applied as a whole: everything in it is a document of its own', () => {
    const all = applied.flatMap((name) => documentsOf(deployText(`k8s/${name}`)));
    const names = all.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names.toSorted()).toEqual([
      'CronJob messagedb-backup',
      'Deployment messagedb',
      'Ingress messagedb',
      'NetworkPolicy messagedb-policy',
      'PersistentVolumeClaim messagedb-backup',
      'Service messagedb',
    ]);
    // `--namespace=messagedb` decides where they go.
    expect(all.filter(({ metadata }) => 'namespace' in metadata)).toEqual([]);
  });
});

describe.each(['k8s/deployment.yaml', replicas])('the deployment of %s', (name) => {
  const deployment = documentOf<DeploymentManifest>(deployText(name), 'Deployment');
  const container = containerOf(deployment);
  const pod = deployment.spec.template;

  it('has the container, the resources and the probes of the guide', () => {
    expect(container).toMatchObject({
      name: 'messagedb',
      image: 'messagedb:latest',
      imagePullPolicy: 'IfNotPresent',
      ports: [{ containerPort: 8080, name: 'http' }],
      resources: {
        requests: { cpu: '100m', memory: '128Mi' },
        limits: { cpu: '1000m', memory: '512Mi' },
      },
      livenessProbe: {
        httpGet: { path: '/health', port: 8080 },
        initialDelaySeconds: 10,
        periodSeconds: 30,
      },
      readinessProbe: {
        httpGet: { path: '/health', port: 8080 },
        initialDelaySeconds: 5,
        periodSeconds: 10,
      },
    });
    expect(pod.metadata.labels).toEqual({ app: 'messagedb' });
    expect(deployment.spec.selector.matchLabels).toEqual({ app: 'messagedb' });
  });

  it('has the variables of the guide from its secret, and none that do not exist', () => {
    expect(environmentOf(container, secret)).toEqual({
      MESSAGEDB_PORT: '8080',
      MESSAGEDB_DB_HOST: secret['db-host'],
      MESSAGEDB_DB_PASSWORD: secret['db-password'],
    });
    expect(container.env.filter((one) => !knownVariables.has(one.name))).toEqual([]);
  });

  it('waits longer than requests may take to finish, and mounts only volumes it has', () => {
    expect(pod.spec.terminationGracePeriodSeconds).toBeGreaterThan(5 + 10);
    const volumes = new Set(pod.spec.volumes.map((volume) => volume.name));
    expect(container.volumeMounts.every((mount) => volumes.has(mount.name))).toBe(true);
  });
});

describe('the replicas', () => {
  it('differ from the one of the folder in number only', () => {
    const one = containerOf(documentOf(deployText('k8s/deployment.yaml'), 'Deployment'));
    const deployment = documentOf<DeploymentManifest>(deployText(replicas), 'Deployment');
    expect(containerOf(deployment)).toEqual(one);
    expect(deployment.spec.replicas).toBe(3);
  });

  it('have the affinity of the guide, at the service that was there before', () => {
    const before = documentOf<{ spec: object }>(deployText('k8s/service.yaml'), 'Service');
    const service = documentOf<{ spec: object }>(deployText(replicas), 'Service');
    expect(service).toEqual({
      ...before,
      spec: {
        ...before.spec,
        sessionAffinity: 'ClientIP',
        sessionAffinityConfig: { clientIP: { timeoutSeconds: 3600 } },
      },
    });
  });
});

describe('the other manifests', () => {
  it('have a service of the type and ports of the guide', () => {
    expect(documentOf(deployText('k8s/service.yaml'), 'Service')).toMatchObject({
      metadata: { name: 'messagedb', labels: { app: 'messagedb' } },
      spec: {
        type: 'ClusterIP',
        ports: [{ port: 8080, targetPort: 8080, protocol: 'TCP', name: 'http' }],
        selector: { app: 'messagedb' },
      },
    });
  });

  it('have an ingress with the timeouts of the guide that leads to the service', () => {
    expect(documentOf(deployText('k8s/ingress.yaml'), 'Ingress')).toMatchObject({
      metadata: {
        annotations: {
          'nginx.ingress.kubernetes.io/proxy-read-timeout': '3600',
          'nginx.ingress.kubernetes.io/proxy-send-timeout': '3600',
        },
      },
      spec: {
        rules: [
          {
            host: 'messagedb.example.com',
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name: 'messagedb', port: { number: 8080 } } },
                },
              ],
            },
          },
        ],
      },
    });
  });

  it('let in whom the guide lets in, and the ingress', () => {
    const policy = documentOf<{ spec: { ingress: { from: object[]; ports: object[] }[] } }>(
      deployText('k8s/networkpolicy.yaml'),
      'NetworkPolicy',
    );
    expect(policy).toMatchObject({ spec: { podSelector: { matchLabels: { app: 'messagedb' } } } });
    const [rule] = policy.spec.ingress;
    expect(rule?.ports).toEqual([{ port: 8080, protocol: 'TCP' }]);
    expect(rule?.from).toEqual([
      { namespaceSelector: { matchLabels: { name: 'my-app' } } },
      { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } },
    ]);
  });
});

interface CronJobManifest {
  readonly spec: {
    readonly schedule: string;
    readonly jobTemplate: {
      readonly spec: {
        readonly template: {
          readonly spec: {
            readonly restartPolicy: string;
            readonly containers: readonly {
              readonly image: string;
              readonly command: readonly string[];
              readonly env: readonly { readonly name: string; readonly value?: string }[];
              readonly volumeMounts: readonly { readonly mountPath: string }[];
            }[];
            readonly volumes: readonly {
              readonly persistentVolumeClaim: { readonly claimName: string };
            }[];
          };
        };
      };
    };
  };
}

describe('the nightly backup', () => {
  const { spec } = documentOf<CronJobManifest>(deployText('k8s/backup.yaml'), 'CronJob');
  const pod = spec.jobTemplate.spec.template.spec;
  const [container] = pod.containers;
  const script = container?.command.at(-1) ?? '';

  it('is what the guide has, with the variables and the volume that it needs', () => {
    expect(spec.schedule).toBe('0 2 * * *');
    expect(pod.restartPolicy).toBe('OnFailure');
    expect(container?.image).toBe('postgres:14-alpine');
    expect(script).toMatch(/pg_dump -h \$DB_HOST -U \$DB_USER \$DB_NAME \| \\\n\s*gzip > /);
    expect(container?.env.map(({ name }) => name)).toEqual([
      'DB_HOST',
      'DB_USER',
      'DB_NAME',
      'PGPASSWORD',
    ]);
    expect(container?.volumeMounts.map(({ mountPath }) => mountPath)).toEqual(['/backup']);
    const claim = documentOf<{ metadata: { name: string } }>(
      deployText('k8s/backup.yaml'),
      'PersistentVolumeClaim',
    );
    expect(pod.volumes[0]?.persistentVolumeClaim.claimName).toBe(claim.metadata.name);
  });

  /** Runs the script with a pg_dump of ours; bash knows `pipefail`, as the shell of the image does. */
  const run = (dump: string): { code: number | null; files: string[]; folder: string } => {
    const folder = temporaryDirectory();
    const [bin, backup] = [join(folder, 'bin'), join(folder, 'backup')];
    for (const path of [bin, backup]) mkdirSync(path);
    writeFileSync(join(bin, 'pg_dump'), `#!/bin/sh\n${dump}\n`);
    chmodSync(join(bin, 'pg_dump'), 0o755);
    const { status } = spawnSync('bash', ['-c', withReplaced(script, [['/backup', backup]])], {
      env: {
        PATH: `${bin}:${process.env['PATH']}`,
        DB_HOST: 'db',
        DB_USER: 'u',
        DB_NAME: 'n',
        PGPASSWORD: 'p',
      },
    });
    return { code: status, files: readdirSync(backup), folder: backup };
  };

  it('writes a dump of the day that gunzip can read', () => {
    const { code, files, folder } = run('echo "dump of $*"');
    expect(code).toBe(0);
    const today = execFileSync('date', ['+%Y%m%d'], { encoding: 'utf8' }).trim();
    expect(files).toEqual([`messagedb-${today}.sql.gz`]);
    const packed = readFileSync(join(folder, files[0] ?? ''));
    expect(gunzipSync(packed).toString()).toBe('dump of -h db -U u n\n');
  });

  it('fails, and leaves nothing that looks like a backup, when the dump breaks off', () => {
    const { code, files } = run('echo half; exit 1');
    expect(code).not.toBe(0);
    expect(files.filter((name) => name.endsWith('.gz'))).toEqual([]);
  });
});

describe('the container of k8s/deployment.yaml', () => {
  let started: StartedMessageDb | undefined;
  afterEach(() => started?.server.child.kill('SIGKILL'));

  it(
    'starts, passes its probes, minds no variables of Kubernetes, and ends cleanly',
    { timeout: 120_000 },
    async () => {
      const container = containerOf(documentOf(deployText('k8s/deployment.yaml'), 'Deployment'));
      // Where there is no PostgreSQL, it keeps messages in memory.
      const { MESSAGEDB_DB_HOST: _host, ...env } = environmentOf(container, {
        ...secret,
        token: defaultToken,
      });
      // Without `enableServiceLinks: false`, as in the guide, a container finds these too.
      const links = {
        MESSAGEDB_PORT_8080_TCP_ADDR: '10.0.0.1',
        MESSAGEDB_SERVICE_HOST: '10.0.0.1',
        MESSAGEDB_SERVICE_PORT_HTTP: '8080',
      };
      started = await startMessageDb(['messagedb', 'serve'], { ...env, ...links });
      const { server, url } = started;
      for (const { httpGet } of [container.livenessProbe, container.readinessProbe]) {
        expect((await fetch(url + httpGet.path)).status).toBe(200);
      }
      expect(await stopServer(server)).toBe(0);
      expect(server.output.stderr).toBe('');
    },
  );
});
