import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentOf, documentsOf, validate } from '../support/kubernetes-documents.ts';
import { deployPath, deployText } from './support/deploy-file.ts';
import { knownVariables } from './support/known-variables.ts';

interface PodManifest {
  readonly terminationGracePeriodSeconds: number;
  readonly containers: readonly {
    readonly env: readonly { readonly name: string; readonly value: string }[];
    readonly lifecycle: { readonly preStop: { readonly exec: { readonly command: string[] } } };
  }[];
}

interface DeploymentManifest {
  readonly spec: { readonly template: { readonly spec: PodManifest } };
}

/** What `kubectl apply -f k8s/` reads. */
const manifests = readdirSync(deployPath('k8s')).map((name) => `k8s/${name}`);
const text = deployText('k8s/deployment.yaml');

describe.each(manifests)('%s', (name) => {
  it.each([...documentsOf(deployText(name))])('is valid: $kind', (document) => {
    expect(() => validate(document)).not.toThrow();
  });
});

describe('the folder k8s', () => {
  it('can be applied as a whole: everything in it is a document of its own', () => {
    const all = manifests.flatMap((name) => documentsOf(deployText(name)));
    expect(all.map(({ kind, metadata }) => `${kind} ${metadata.name}`).toSorted()).toEqual([
      'ConfigMap estuary-config',
      'Deployment estuary',
      'HorizontalPodAutoscaler estuary-hpa',
      'PodDisruptionBudget estuary',
      'Secret estuary-secrets',
      'Service estuary',
    ]);
    // `--namespace` decides where they go.
    expect(all.filter(({ metadata }) => 'namespace' in metadata)).toEqual([]);
  });
});

describe('the deployment', () => {
  const deployment = documentOf<DeploymentManifest>(text, 'Deployment');
  const pod = deployment.spec.template.spec;

  it('has the replicas, the container, the resources and the probes of the guide', () => {
    expect(deployment).toMatchObject({
      metadata: { name: 'estuary', labels: { app: 'estuary' } },
      spec: {
        replicas: 3,
        selector: { matchLabels: { app: 'estuary' } },
        template: { metadata: { labels: { app: 'estuary' } } },
      },
    });
    expect(pod.containers).toHaveLength(1);
    expect(pod.containers[0]).toMatchObject({
      name: 'estuary',
      image: 'your-registry/estuary:latest',
      ports: [{ containerPort: 3000 }],
      env: [
        { name: 'APP_PROFILE', value: 'production' },
        { name: 'PORT', value: '3000' },
      ],
      envFrom: [
        { configMapRef: { name: 'estuary-config' } },
        { secretRef: { name: 'estuary-secrets' } },
      ],
      resources: {
        requests: { memory: '128Mi', cpu: '100m' },
        limits: { memory: '512Mi', cpu: '500m' },
      },
      livenessProbe: {
        httpGet: { path: '/health/live', port: 3000 },
        initialDelaySeconds: 10,
        periodSeconds: 30,
      },
      readinessProbe: {
        httpGet: { path: '/health/ready', port: 3000 },
        initialDelaySeconds: 5,
        periodSeconds: 10,
      },
    });
  });

  it('gives Estuary no rights it does not need', () => {
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1001, runAsGroup: 1001 },
    });
    expect(pod.containers[0]).toMatchObject({
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
    });
  });

  it('waits longer than requests may take to finish, once nobody sends any more', () => {
    const [, seconds] = pod.containers[0]?.lifecycle.preStop.exec.command ?? [];
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(Number(seconds) + 30);
  });

  it('leaves a probe the two seconds that the database has', () => {
    expect(pod.containers[0]).toMatchObject({
      livenessProbe: { timeoutSeconds: 3 },
      readinessProbe: { timeoutSeconds: 3 },
    });
  });
});

describe('the settings and the secrets', () => {
  const { data } = documentOf<{ data: Readonly<Record<string, string>> }>(text, 'ConfigMap');
  const { stringData } = documentOf<{ stringData: Readonly<Record<string, string>> }>(
    text,
    'Secret',
  );

  it('are those of the guide, and authentication is on, for which it has the key sets', () => {
    expect(data).toEqual({
      DATABASE_TYPE: 'convex',
      RATE_LIMIT_ENABLED: 'true',
      RATE_LIMIT_MAX_REQUESTS: '100',
      SECURITY_STRICT_MODE: 'true',
      AUTH_ENABLED: 'true',
    });
    expect(stringData).toEqual({
      CONVEX_DEPLOYMENT_URL: 'https://your-deployment.convex.cloud',
      AUTH_JWKS_URLS: 'https://your-auth.com/.well-known/jwks.json',
    });
  });

  it('are variables that Estuary reads', () => {
    const names = [...Object.keys(data), ...Object.keys(stringData)];
    expect(names.filter((name) => !knownVariables.has(name))).toEqual([]);
  });
});

describe('the other documents', () => {
  it('have the service of the guide', () => {
    expect(documentOf(text, 'Service')).toMatchObject({
      spec: {
        type: 'LoadBalancer',
        selector: { app: 'estuary' },
        ports: [{ port: 80, targetPort: 3000 }],
      },
    });
  });

  it('have the autoscaler of the guide', () => {
    expect(documentOf(deployText('k8s/hpa.yaml'), 'HorizontalPodAutoscaler')).toMatchObject({
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'estuary' },
        minReplicas: 2,
        maxReplicas: 10,
        metrics: [
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
          },
          {
            type: 'Resource',
            resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 80 } },
          },
        ],
      },
    });
  });

  it('have a budget that leaves one, and never stands in the way of the fewest there may be', () => {
    expect(documentOf(deployText('k8s/pdb.yaml'), 'PodDisruptionBudget')).toMatchObject({
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'estuary' } } },
    });
  });
});
