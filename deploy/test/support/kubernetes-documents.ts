import { Deployment } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { CronJob } from 'kubernetes-models/batch/v1';
import { Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, PersistentVolumeClaim, Secret, Service } from 'kubernetes-models/v1';
import { parseAllDocuments } from 'yaml';

const models = {
  ConfigMap,
  CronJob,
  Deployment,
  HorizontalPodAutoscaler,
  Ingress,
  NetworkPolicy,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  Secret,
  Service,
} as const;

/** One document of a manifest. */
export interface KubernetesDocument {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/** The documents of a manifest's text. */
export const documentsOf = (text: string): readonly KubernetesDocument[] =>
  parseAllDocuments(text).map((document) => document.toJS() as KubernetesDocument);

/** The document of a kind; throws when there is none. */
export function documentOf<Shape>(text: string, kind: string): Shape {
  const found = documentsOf(text).find((document) => document.kind === kind);
  if (found === undefined) throw new Error(`there is no ${kind}`);
  return found as Shape;
}

/** Throws when a document is not what the schema of its kind says. */
export function validate(document: KubernetesDocument): void {
  const Model = models[document.kind as keyof typeof models];
  if (Model === undefined) throw new Error(`${document.kind} has no model here`);
  const model = new Model(document);
  if (model.apiVersion !== document.apiVersion) throw new Error(`is not ${model.apiVersion}`);
  model.validate();
}

/** The parts of a Deployment that tests read. */
export interface DeploymentManifest {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly replicas: number;
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly securityContext: {
          readonly runAsUser: number;
          readonly runAsGroup: number;
          readonly fsGroup?: number;
        };
        readonly containers: readonly ContainerManifest[];
        readonly volumes: readonly { readonly name: string; readonly emptyDir?: object }[];
      };
    };
  };
}

export interface ContainerManifest {
  readonly image: string;
  readonly imagePullPolicy: string;
  readonly args?: readonly string[];
  readonly ports: readonly { readonly containerPort: number; readonly name: string }[];
  readonly env: readonly EnvironmentVariable[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly resources: object;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
}

export interface Probe {
  readonly httpGet: { readonly path: string; readonly port: number | string };
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
}

export interface EnvironmentVariable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly secretKeyRef: {
      readonly name: string;
      readonly key: string;
      readonly optional?: boolean;
    };
  };
}

/** The first container of a Deployment. */
export function containerOf({ metadata, spec }: DeploymentManifest): ContainerManifest {
  const [container] = spec.template.spec.containers;
  if (container === undefined) throw new Error(`${metadata.name} has no container`);
  return container;
}

/**
 * The environment of a container, as a node makes it of the secret. A key that is not there, where
 * it may be missing, leaves the variable out.
 */
export function environmentOf(
  { env }: ContainerManifest,
  secret: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    env.flatMap(({ name, value, valueFrom }) => {
      if (value !== undefined) return [[name, value]];
      const { key = '', optional = false } = valueFrom?.secretKeyRef ?? {};
      const found = secret[key];
      if (found === undefined && !optional) throw new Error(`the secret has no ${key}`);
      return found === undefined ? [] : [[name, found]];
    }),
  );
}
