import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { composeProblems, readCompose } from '../support/compose-file.ts';
import { deployPath, deployText } from './support/deploy-file.ts';
import { knownVariables } from './support/known-variables.ts';

interface ComposeService {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment?: readonly string[];
  readonly env_file?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly command?: readonly string[];
  readonly restart: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly stop_grace_period?: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: Readonly<Record<string, unknown>>;
}

interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const names = ['docker-compose.yml', 'docker-compose.prod.yml'] as const;
const read = (name: string): Compose => readCompose(deployPath(name));

const serviceOf = ({ services }: Compose, name: string): ComposeService => {
  const service = services[name];
  if (service === undefined) throw new Error(`there is no service ${name}`);
  return service;
};

describe.each(names)('%s', (name) => {
  const compose = read(name);
  const ours = Object.entries(compose.services).filter(([service]) => /^estuary\d?$/.test(service));

  it('is valid, and has nothing that dclint objects to', () => {
    // Of what is fetched, the next test looks at the tags; ours is built here.
    expect(composeProblems(deployPath(name), ['service-image-require-explicit-tag'])).toEqual([]);
  });

  it('pins the images it starts from', () => {
    for (const { image, build } of Object.values(compose.services)) {
      expect(image).toMatch(build === undefined ? /:v?\d+\.\d+(\.\d+)?$/ : /^estuary:latest$/);
    }
  });

  it('mounts only files that are here, and volumes that it declares', () => {
    const sources = Object.values(compose.services).flatMap(({ volumes = [] }) =>
      volumes.map((volume) => volume.split(':')[0] ?? ''),
    );
    const files = sources.filter((source) => source.startsWith('./'));
    for (const file of files) expect(existsSync(deployPath(file)), file).toBe(true);
    const volumes = sources.filter((source) => !source.startsWith('./'));
    expect(volumes.toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
  });

  it('builds the image from this repository, as the guide builds it from its own', () => {
    expect(ours.length).toBeGreaterThan(0);
    for (const [, { build }] of ours) {
      const root = resolve(deployPath('.'), build?.context ?? '');
      expect(existsSync(join(root, build?.dockerfile ?? 'nowhere'))).toBe(true);
      expect(existsSync(join(root, 'package-lock.json'))).toBe(true);
    }
  });

  it('sets only variables that Estuary reads, and reads the rest from a file that has an example', () => {
    for (const [, { environment = [], env_file: files }] of ours) {
      const set = environment.map((line) => line.split('=')[0] ?? '');
      expect(set).toContain('APP_PROFILE');
      expect(set.filter((variable) => !knownVariables.has(variable))).toEqual([]);
      expect(files).toEqual(['.env.production']);
    }
    expect(deployText(name)).toMatch(/# {3}cp \.env(\.production)?\.example \.env\.production\b/);
  });

  it('lets Estuary finish its requests, for 30 seconds at most, before it is killed', () => {
    for (const [, service] of ours) expect(service.stop_grace_period).toBe('40s');
  });

  it('has the Prometheus and the Grafana of the guide', () => {
    const [prometheus, grafana] = [serviceOf(compose, 'prometheus'), serviceOf(compose, 'grafana')];
    expect(prometheus.ports?.join()).toMatch(/^(127\.0\.0\.1:)?9090:9090$/);
    expect(prometheus.command).toEqual([
      '--config.file=/etc/prometheus/prometheus.yml',
      '--storage.tsdb.path=/prometheus',
    ]);
    expect(grafana.ports?.join()).toMatch(/^(127\.0\.0\.1:)?3001:3000$/);
    expect(grafana.volumes).toContain('grafana_data:/var/lib/grafana');
    expect(grafana.environment).toContain('GF_USERS_ALLOW_SIGN_UP=false');
  });
});

describe('docker-compose.yml', () => {
  const compose = read('docker-compose.yml');

  it('has the services, the variables and the health check of the guide', () => {
    expect(Object.keys(compose.services)).toEqual(['estuary', 'grafana', 'prometheus']);
    expect(serviceOf(compose, 'estuary')).toMatchObject({
      ports: ['3000:3000'],
      environment: ['APP_PROFILE=production', 'DATABASE_TYPE=memory', 'RUST_LOG=estuary=info'],
      restart: 'unless-stopped',
      healthcheck: {
        test: ['CMD', 'wget', '--spider', '-q', 'http://localhost:3000/health/live'],
        interval: '30s',
        timeout: '10s',
        retries: 3,
        start_period: '30s',
      },
    });
    expect(serviceOf(compose, 'grafana').environment).toContain(
      'GF_SECURITY_ADMIN_PASSWORD=${GF_SECURITY_ADMIN_PASSWORD:-admin}',
    );
  });
});

describe('docker-compose.prod.yml', () => {
  const compose = read('docker-compose.prod.yml');
  const estuaries = ['estuary1', 'estuary2', 'estuary3'] as const;

  it('runs as many Estuaries as the configuration of nginx knows, over one PostgreSQL', () => {
    const known = [...deployText('nginx.conf').matchAll(/server (\w+):3000 /g)];
    expect(known.map(([, host]) => host)).toEqual(estuaries);
    for (const name of estuaries) {
      expect(serviceOf(compose, name).environment).toEqual(
        expect.arrayContaining([
          'DATABASE_TYPE=postgres',
          expect.stringMatching(/^DATABASE_URL=postgres:\/\/estuary:.*@postgres:5432\/estuary$/),
        ]),
      );
      expect(serviceOf(compose, name).depends_on).toEqual({
        postgres: { condition: 'service_healthy' },
      });
    }
    expect(serviceOf(compose, 'postgres').environment).toEqual(
      expect.arrayContaining(['POSTGRES_DB=estuary', 'POSTGRES_USER=estuary']),
    );
    expect(Object.keys(serviceOf(compose, 'nginx').depends_on ?? {})).toEqual(estuaries);
  });

  it('has each of them scraped by itself', () => {
    for (const name of estuaries) {
      expect(deployText('monitoring/prometheus.prod.yml')).toContain(`'${name}:3000'`);
    }
    expect(serviceOf(compose, 'prometheus').volumes).toContain(
      './monitoring/prometheus.prod.yml:/etc/prometheus/prometheus.yml:ro',
    );
  });

  it('opens nothing to others but nginx', () => {
    const opened = Object.entries(compose.services).flatMap(([name, { ports = [] }]) =>
      ports.filter((port) => !port.startsWith('127.0.0.1:')).map((port) => `${name} ${port}`),
    );
    expect(opened).toEqual(['nginx 80:80']);
  });

  it('has no password in it, and does not start without one', () => {
    const text = deployText('docker-compose.prod.yml');
    expect(text).toContain('POSTGRES_PASSWORD=${DB_PASSWORD:?write it into .env}');
    expect(text).toContain(
      'GF_SECURITY_ADMIN_PASSWORD=${GF_SECURITY_ADMIN_PASSWORD:?write it into .env}',
    );
  });

  it('gives Estuary no rights it does not need', () => {
    for (const name of estuaries) {
      expect(serviceOf(compose, name)).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
    }
  });
});
