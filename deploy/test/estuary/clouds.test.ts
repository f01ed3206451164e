import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import { deployPath } from './support/deploy-file.ts';
import { runWithFakes } from './support/fake-programs.ts';

/** Values of the options of a call: `--option value`, `--option=value`, or true. */
function optionsOf(call: readonly string[]): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const [index, word] of call.entries()) {
    const [, name = '', value] = /^(--[\w-]+)(?:=(.*))?$/.exec(word) ?? [];
    if (name === '') continue;
    const next = call[index + 1] ?? '';
    options.set(name, value ?? (next.startsWith('--') ? 'true' : next || 'true'));
  }
  return options;
}

describe('cloudrun.sh', () => {
  const run = (env: Readonly<Record<string, string>> = {}) => {
    // Looks at the source while it is there.
    const kept = join(temporaryDirectory(), 'source');
    const { code, stderr, calls } = runWithFakes(
      deployPath('cloudrun.sh'),
      { gcloud: `[ "$4" = --source ] && cp -r "$5" ${kept}` },
      env,
    );
    const [call = []] = calls;
    return { code, stderr, calls, call, options: optionsOf(call), kept };
  };

  it('deploys as the guide does', () => {
    const { code, stderr, calls, call, options } = run();
    expect([code, stderr]).toEqual([0, '']);
    expect(calls).toHaveLength(1);
    expect(call.slice(0, 4)).toEqual(['gcloud', 'run', 'deploy', 'estuary']);
    expect(Object.fromEntries(options)).toEqual({
      '--source': expect.any(String),
      '--platform': 'managed',
      '--region': 'us-central1',
      '--allow-unauthenticated': 'true',
      '--set-env-vars': 'APP_PROFILE=production,DATABASE_TYPE=convex',
      '--set-secrets': 'CONVEX_DEPLOYMENT_URL=estuary-convex-url:latest',
      '--min-instances': '1',
      '--max-instances': '100',
      '--memory': '512Mi',
      '--cpu': '1',
    });
  });

  it('gives a source that is built from our Dockerfile, whole, and takes it away afterwards', () => {
    const { kept, options } = run({ REGION: 'europe-west6' });
    expect(existsSync(join(kept, 'Dockerfile'))).toBe(true);
    expect(existsSync(join(kept, 'services/estuary/src/main.ts'))).toBe(true);
    expect(existsSync(join(kept, 'package-lock.json'))).toBe(true);
    for (const left of ['.git', '.gitignore', 'node_modules']) {
      expect(existsSync(join(kept, left)), left).toBe(false);
    }
    expect(existsSync(options.get('--source') ?? '')).toBe(false);
    expect(options.get('--region')).toBe('europe-west6');
  });
});

describe('azure.sh', () => {
  const told = {
    REGISTRY: 'ours.azurecr.io',
    CONVEX_URL: 'https://happy-otter-123.convex.cloud',
  } as const;

  it('creates what the guide creates', () => {
    const { code, stderr, calls } = runWithFakes(deployPath('azure.sh'), { az: '' }, told);
    expect([code, stderr]).toEqual([0, '']);
    expect(calls[0]).toEqual('az group create --name estuary-rg --location eastus'.split(' '));
    const container = calls[1] ?? [];
    expect(container.slice(0, 3)).toEqual(['az', 'container', 'create']);
    expect(Object.fromEntries(optionsOf(container))).toMatchObject({
      '--resource-group': 'estuary-rg',
      '--name': 'estuary',
      '--image': 'ours.azurecr.io/estuary:latest',
      '--dns-name-label': 'estuary-api',
      '--ports': '3000',
      '--environment-variables': 'APP_PROFILE=production',
      '--secure-environment-variables': `CONVEX_DEPLOYMENT_URL=${told.CONVEX_URL}`,
    });
    expect(container).toContain('DATABASE_TYPE=convex');
    expect(container).not.toContain('--registry-password');
    expect(calls).toHaveLength(2);
  });

  it('gives the registry its credentials when there are some', () => {
    const credentials = { REGISTRY_USERNAME: 'me', REGISTRY_PASSWORD: 'a b' };
    const { calls } = runWithFakes(deployPath('azure.sh'), { az: '' }, { ...told, ...credentials });
    expect(Object.fromEntries(optionsOf(calls[1] ?? []))).toMatchObject({
      '--registry-username': 'me',
      '--registry-password': 'a b',
    });
  });

  it('gives the container the key of internal functions when there is one', () => {
    const env = { ...told, CONVEX_DEPLOY_KEY: 'prod:happy-otter-123|a b' };
    const { calls } = runWithFakes(deployPath('azure.sh'), { az: '' }, env);
    const at = calls[1]?.indexOf('--secure-environment-variables') ?? 0;
    expect(calls[1]?.slice(at + 1)).toEqual([
      `CONVEX_DEPLOYMENT_URL=${told.CONVEX_URL}`,
      'CONVEX_DEPLOY_KEY=prod:happy-otter-123|a b',
    ]);
  });

  it.each(['REGISTRY', 'CONVEX_URL'])('does nothing without %s', (missing) => {
    const env = { ...told, [missing]: '' };
    const { code, stderr, calls } = runWithFakes(deployPath('azure.sh'), { az: '' }, env);
    expect(code).not.toBe(0);
    expect(stderr).toContain(missing);
    expect(calls).toEqual([]);
  });
});
