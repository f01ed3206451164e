import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSettings } from '@aquifer/service';
import { temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import { configTemplate } from '../../src/configuration/config-template.ts';
import { expandVariables } from '../../src/configuration/expand-variables.ts';
import { readConfigFile } from '../../src/configuration/read-config-file.ts';
import type { ConfigFile } from '../../src/configuration/read-config-file.ts';
import { faucetSettings } from '../../src/settings.ts';

const read = async (text: string, env: Record<string, string> = {}): Promise<ConfigFile> => {
  const cwd = temporaryDirectory();
  await writeFile(join(cwd, 'faucet.yaml'), text);
  return readConfigFile({ explicitPath: undefined, cwd, homeDir: cwd, env });
};

describe('readConfigFile', () => {
  it('reads services with their pools and expands variables in them', async () => {
    const { services } = await read(
      `services:
  - name: shop
    driver: postgres
    dsn: postgres://u:\${SECRET}@localhost/shop
    read_only: true
    pool: { max_open_conns: 7, conn_max_lifetime: 5m }
`,
      { SECRET: 's3cret' },
    );
    expect(services).toEqual([
      {
        name: 'shop',
        driver: 'postgres',
        dsn: 'postgres://u:s3cret@localhost/shop',
        readOnly: true,
        pool: { maxOpenConnections: 7, connectionMaxLifetimeMs: 300_000 },
      },
    ]);
  });

  it('makes every key of the template a setting, with the defaults of the settings', async () => {
    const file = await read(configTemplate);
    const fromFile = readSettings(faucetSettings, { file: file.settings });
    expect(fromFile).toEqual(readSettings(faucetSettings, {}));
  });

  it.each([
    ['server: [', /faucet\.yaml: /],
    ['- a', /must be a mapping/],
    ['services: [{ name: system, driver: sqlite, dsn: x }]', /services\[0\].*Name must/],
    ['services: [{ name: a, driver: dbase, dsn: x }]', /services\[0\].*Driver must be one of/],
    ['services: 3', /services must be a list/],
    ['auth: { jwt_secret: "${NOT_SET}" }', /auth\.jwt_secret: the variable NOT_SET/],
  ])('refuses %s', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it('prefers --config, then the working directory, then the home directory', async () => {
    const [cwd, homeDir] = [temporaryDirectory(), temporaryDirectory()];
    await mkdir(join(homeDir, '.faucet'));
    const find = async (explicitPath?: string): Promise<string | undefined> =>
      (await readConfigFile({ explicitPath, cwd, homeDir, env: {} })).path;
    expect(await find()).toBeUndefined();
    await writeFile(join(homeDir, '.faucet', 'faucet.yaml'), '');
    expect(await find()).toBe(join(homeDir, '.faucet', 'faucet.yaml'));
    await writeFile(join(cwd, 'faucet.yaml'), '');
    expect(await find()).toBe(join(cwd, 'faucet.yaml'));
    await expect(find('missing.yaml')).rejects.toThrow(/does not exist/);
  });
});

describe('expandVariables', () => {
  it('keeps a doubled dollar sign, and takes the default of an empty variable', () => {
    expect(expandVariables({ a: ['$$x', '${E:-d}', 3] }, { E: '' })).toEqual({ a: ['$x', 'd', 3] });
  });
});
