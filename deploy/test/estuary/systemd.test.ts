import { describe, expect, it } from 'vitest';
import { unitValues } from '../support/unit-file.ts';
import { unitOfServer } from '../support/unit.contract.ts';
import { deployText } from './support/deploy-file.ts';
import { knownVariables } from './support/known-variables.ts';

const text = deployText('estuary.service');
const valuesOf = (key: string): string[] => unitValues(text, key);

describe('estuary.service', () => {
  it.each([
    ['Description', 'Estuary API Service'],
    ['Type', 'simple'],
    ['User', 'estuary'],
    ['WorkingDirectory', '/opt/estuary'],
    ['Environment', '"APP_PROFILE=production"'],
    ['EnvironmentFile', '/opt/estuary/.env'],
    ['ExecStart', '/opt/estuary/estuary'],
    ['Restart', 'always'],
    ['RestartSec', '10'],
    ['NoNewPrivileges', 'true'],
    ['PrivateTmp', 'true'],
    ['ProtectSystem', 'strict'],
    ['ProtectHome', 'true'],
    ['ReadWritePaths', '/opt/estuary/data'],
    ['WantedBy', 'multi-user.target'],
  ])('has the %s of the guide', (key, value) => {
    expect(valuesOf(key)).toEqual([value]);
  });

  it('starts after the network, as the guide has it', () => {
    expect(valuesOf('After')[0]?.split(' ')).toContain('network.target');
  });

  it('does not try a bad configuration again and again', () => {
    expect(valuesOf('RestartPreventExitStatus')).toEqual(['2']);
  });

  it('lets it finish its requests before it is killed', () => {
    expect(Number(valuesOf('TimeoutStopSec')[0])).toBeGreaterThan(30);
  });

  it('sets only variables that exist, and no secret', () => {
    const set = valuesOf('Environment').map((value) => value.replace(/^"?(\w+)=.*$/, '$1'));
    expect(set).toEqual(['APP_PROFILE']);
    expect(set.filter((name) => !knownVariables.has(name))).toEqual([]);
  });
});

await unitOfServer('estuary', '/opt/estuary/estuary');
