import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { composeProblems, readCompose } from '../support/compose-file.ts';
import { deployPath } from './support/deploy-file.ts';
import { knownVariables } from './support/known-variables.ts';

interface Compose {
  readonly services: {
    readonly faucet: {
      readonly image: string;
      readonly build: { readonly context: string; readonly dockerfile: string };
      readonly pull_policy: string;
      readonly environment: Readonly<Record<string, string>>;
      readonly ports: readonly string[];
      readonly volumes: readonly string[];
      readonly restart: string;
      readonly healthcheck?: unknown;
    };
  };
  readonly volumes: Readonly<Record<string, unknown>>;
}

const file = deployPath('docker-compose.yml');
const compose = readCompose<Compose>(file);
const { faucet } = compose.services;

describe('docker-compose.yml', () => {
  it('is valid, and has nothing that dclint objects to', () => {
    expect(composeProblems(file)).toEqual([]);
  });

  it('has the port, the volume and the restarts of the guide, and the health check of the image', () => {
    expect(faucet.ports).toEqual(['8080:8080']);
    expect(faucet.volumes).toEqual(['faucet-data:/data']);
    expect(Object.keys(compose.volumes)).toEqual(['faucet-data']);
    expect(faucet.restart).toBe('unless-stopped');
    expect(faucet.healthcheck).toBeUndefined();
  });

  it('builds the image from this repository and fetches none of its name', () => {
    const context = resolve(deployPath('.'), faucet.build.context);
    expect(existsSync(resolve(context, faucet.build.dockerfile))).toBe(true);
    expect(existsSync(resolve(context, 'package-lock.json'))).toBe(true);
    expect(faucet.pull_policy).toBe('build');
    expect(faucet.image).toMatch(/^faucetdb\/faucet:v\d/);
  });

  it('sets only variables that exist', () => {
    const names = Object.keys(faucet.environment);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !knownVariables.has(name))).toEqual([]);
  });
});
