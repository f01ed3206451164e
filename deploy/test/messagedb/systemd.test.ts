import { readdirSync } from 'node:fs';
import { freePort } from '@aquifer/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { confinedFolders } from '../support/confined-folders.ts';
import { envExampleOf } from '../support/env-example.ts';
import { stopServer } from '../support/program.ts';
import type { RunningServer } from '../support/program.ts';
import { unitValues } from '../support/unit-file.ts';
import { unitOfServer } from '../support/unit.contract.ts';
import { deployText } from './support/deploy-file.ts';
import { knownVariables } from './support/known-variables.ts';
import { messageDbProgram } from './support/run-messagedb.ts';
import { defaultToken } from './support/start-messagedb.ts';

const text = deployText('messagedb.service');
const valuesOf = (key: string): string[] => unitValues(text, key);

describe('messagedb.service', () => {
  it('starts the command of the guide as a user of its own, again when it fails', () => {
    expect(valuesOf('ExecStart')).toEqual(['/usr/local/bin/messagedb serve']);
    expect([...valuesOf('User'), ...valuesOf('Group')]).toEqual(['messagedb', 'messagedb']);
    expect(valuesOf('Restart')).toEqual(['on-failure']);
  });

  it('lets it finish its requests before it is killed', () => {
    expect(Number(valuesOf('TimeoutStopSec')[0])).toBeGreaterThan(10);
  });

  it('sets only variables that exist, and no secret', () => {
    const set = valuesOf('Environment').map((value) => value.split('=')[0] ?? '');
    expect(set.filter((name) => !knownVariables.has(name))).toEqual([]);
    expect(set.join()).not.toMatch(/TOKEN|PASSWORD/);
  });
});

await unitOfServer('messagedb');

describe('the command line of messagedb.service', () => {
  const running: RunningServer[] = [];
  afterEach(() => {
    for (const { child } of running.splice(0)) child.kill('SIGKILL');
  });

  /**
   * Runs ExecStart as systemd would, as a user without rights; where these tests are no root, as
   * their own.
   */
  const start = async (env: Readonly<Record<string, string>>) => {
    const uid = messageDbProgram.unprivilegedUser();
    const { home, cwd, tmp, data } = confinedFolders(uid);
    const port = await freePort();
    const server = messageDbProgram.start((valuesOf('ExecStart')[0] ?? '').split(' '), {
      env: {
        HOME: home,
        TMPDIR: tmp,
        MESSAGEDB_DATA_DIR: data,
        ...env,
        MESSAGEDB_PORT: String(port),
      },
      cwd,
      uid,
    });
    running.push(server);
    await messageDbProgram.untilHealthy(server, port);
    return { server, port, folders: [home, cwd, tmp, data] };
  };

  it('serves, writes nowhere, and ends cleanly', { timeout: 120_000 }, async () => {
    const { server, port, folders } = await start({ MESSAGEDB_TOKEN: defaultToken });
    const answer = await fetch(`http://127.0.0.1:${port}/rpc`, {
      method: 'POST',
      headers: { authorization: `Bearer ${defaultToken}` },
      body: '["stream.write","account-123",{"type":"Opened","data":{}}]',
    });
    expect(await answer.json()).toEqual({ position: 0, globalPosition: 1 });
    expect(await stopServer(server)).toBe(0);
    expect(folders.map((folder) => readdirSync(folder))).toEqual([[], [], [], []]);
  });

  it(
    'starts with an unchanged env.example as its environment file',
    { timeout: 120_000 },
    async () => {
      const { effective, shown } = envExampleOf('messagedb');
      expect(effective).toEqual([]);
      expect(Object.keys(shown).length).toBeGreaterThan(15);
      // And with every line of it made effective, since its values are the defaults.
      const { server } = await start(shown);
      expect(await stopServer(server)).toBe(0);
      expect(server.output.stderr).toBe('');
    },
  );
});
