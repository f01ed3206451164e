import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { composeProblems, readCompose } from '../support/compose-file.ts';
import { deployPath, deployText } from './support/deploy-file.ts';
import { knownVariables } from './support/known-variables.ts';

interface ComposeService {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly restart: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck: {
    readonly test: readonly string[];
    readonly interval: string;
    readonly timeout: string;
    readonly retries: number;
  };
}

interface Compose {
  readonly services: { readonly messagedb: ComposeService; readonly postgres?: ComposeService };
  readonly volumes?: Readonly<Record<string, unknown>>;
}

const names = ['docker-compose.yml', 'docker-compose.postgres.yml'] as const;
const read = (name: string): Compose => readCompose(deployPath(name));

describe.each(names)('%s', (name) => {
  const { messagedb } = read(name).services;

  it('is valid, and has nothing that dclint objects to', () => {
    expect(composeProblems(deployPath(name))).toEqual([]);
  });

  it('has the port, the health check and the restarts of the guide', () => {
    expect(messagedb.ports).toEqual(['8080:8080']);
    expect(messagedb.restart).toBe('unless-stopped');
    expect(messagedb.healthcheck).toMatchObject({
      test: ['CMD', 'wget', '-q', '--spider', 'http://localhost:8080/health'],
      interval: '30s',
      timeout: '10s',
      retries: 3,
    });
  });

  it('builds the image from this repository, as the guide builds it from its own', () => {
    const { context = '', dockerfile = '' } = messagedb.build ?? {};
    const root = resolve(deployPath('.'), context);
    expect(existsSync(resolve(root, dockerfile))).toBe(true);
    expect(existsSync(resolve(root, 'package-lock.json'))).toBe(true);
    expect(messagedb.image).toBeUndefined();
  });

  it('sets only variables that exist', () => {
    const set = messagedb.environment.map((line) => line.split('=')[0] ?? '');
    expect(set.length).toBeGreaterThan(0);
    expect(set.filter((variable) => !knownVariables.has(variable))).toEqual([]);
  });
});

describe('docker-compose.yml', () => {
  it('sets the port, as the guide does', () => {
    expect(read('docker-compose.yml').services.messagedb.environment).toEqual([
      'MESSAGEDB_PORT=8080',
    ]);
  });
});

describe('docker-compose.postgres.yml', () => {
  const { services, volumes } = read('docker-compose.postgres.yml');
  const { messagedb, postgres } = services;
  /** Without what says which variable of `.env` is missing. */
  const lines = (service: ComposeService | undefined): string[] =>
    (service?.environment ?? []).map((line) => line.replace(/:[?-][^}]*\}/, '}'));

  it('has the variables of the guide, those of its recommended settings among them', () => {
    expect(lines(messagedb)).toEqual(
      expect.arrayContaining([
        'MESSAGEDB_PORT=8080',
        'MESSAGEDB_DB_HOST=postgres',
        'MESSAGEDB_DB_PORT=5432',
        'MESSAGEDB_DB_NAME=message_store',
        'MESSAGEDB_DB_USER=message_store',
        'MESSAGEDB_DB_PASSWORD=${DB_PASSWORD}',
        'MESSAGEDB_DB_MAX_CONNECTIONS=50',
        'MESSAGEDB_DB_IDLE_CONNECTIONS=10',
      ]),
    );
  });

  it('waits for the PostgreSQL of the guide', () => {
    expect(messagedb.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    expect(postgres).toMatchObject({
      image: 'postgres:14-alpine',
      volumes: ['pgdata:/var/lib/postgresql/data'],
      healthcheck: {
        test: ['CMD-SHELL', 'pg_isready -U message_store -d message_store'],
        interval: '10s',
        timeout: '5s',
        retries: 5,
      },
      restart: 'unless-stopped',
    });
    expect(lines(postgres)).toEqual([
      'POSTGRES_DB=message_store',
      'POSTGRES_USER=message_store',
      'POSTGRES_PASSWORD=${DB_PASSWORD}',
    ]);
    expect(Object.keys(volumes ?? {})).toEqual(['pgdata']);
  });

  it("is what the guide's commands start, once .env names it", () => {
    expect(deployText('docker-compose.postgres.yml')).toContain(
      '#   echo "COMPOSE_FILE=docker-compose.postgres.yml" >> .env\n',
    );
  });
});
