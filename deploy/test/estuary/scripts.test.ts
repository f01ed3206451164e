import { spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { describeWith } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import { deployPath } from './support/deploy-file.ts';

const scripts = readdirSync(deployPath('.'), { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.sh'),
);

describe('the scripts', () => {
  it('are found', () => {
    expect(scripts.toSorted()).toEqual(['azure.sh', 'cloudrun.sh', 'ecs/deploy.sh']);
  });

  it.each(scripts)('can be run, and bash can read them: %s', (name) => {
    expect(() => accessSync(deployPath(name), constants.X_OK)).not.toThrow();
    expect(spawnSync('bash', ['-n', deployPath(name)], { encoding: 'utf8' }).stderr).toBe('');
  });
});

await describeWith('shellcheck', 'the scripts as shellcheck reads them', (shellcheck) => {
  it.each(scripts)('have nothing that it objects to: %s', (name) => {
    const { stdout } = spawnSync(shellcheck, [deployPath(name)], { encoding: 'utf8' });
    expect(stdout).toBe('');
  });
});
