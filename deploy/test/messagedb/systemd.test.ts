import { chmodSync, chownSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith, freePort, temporaryDirectory } from '@aquifer/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { stopServer } from '../support/program.ts';
import type { RunningServer } from '../support/program.ts';
import { unitComplaints, unitExposure, unitValues } from '../support/unit-file.ts';
import { deployPath, deployText } from './support/deploy-file.ts';
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

  it('does not forbid what Node needs: code made at run time', () => {
    expect(valuesOf('MemoryDenyWriteExecute')).toEqual([]);
  });

  it('sets only variables that exist, and no secret', () => {
    const set = valuesOf('Environment').map((value) => value.split('=')[0] ?? '');
    expect(set.filter((name) => !knownVariables.has(name))).toEqual([]);
    expect(set.join()).not.toMatch(/TOKEN|PASSWORD/);
  });
});

await describeWith('systemd-analyze', 'messagedb.service as systemd reads it', (analyze) => {
  it('has no line that systemd does not know', () => {
    expect(unitComplaints(analyze, 'messagedb', text)).toBe('');
  });

  it('is judged to be well confined', () => {
    expect(unitExposure(analyze, deployPath('messagedb.service'))).toBeLessThan(4);
  });
});

describe('the command line of messagedb.service', () => {
  const running: RunningServer[] = [];
  afterEach(() => {
    for (const { child } of running.splice(0)) child.kill('SIGKILL');
  });

  /**
   * Runs ExecStart as systemd would: as a user without rights, with a home that it cannot write to
   * and a data directory that it can. Where these tests are no root, they take their own user.
   */
  const start = async (env: Readonly<Record<string, string>>) => {
    const uid = messageDbProgram.unprivilegedUser();
    const root = temporaryDirectory();
    chmodSync(root, 0o711);
    const make = (name: string, mode: number, owner?: number): string => {
      const path = join(root, name);
      mkdirSync(path);
      if (owner !== undefined) chownSync(path, owner, owner);
      chmodSync(path, mode);
      return path;
    };
    const home = make('home', 0o555);
    const tmp = make('tmp', 0o755, uid);
    const data = make('data', 0o700, uid);
    const port = await freePort();
    const server = messageDbProgram.start((valuesOf('ExecStart')[0] ?? '').split(' '), {
      env: {
        HOME: home,
        TMPDIR: tmp,
        MESSAGEDB_DATA_DIR: data,
        ...env,
        MESSAGEDB_PORT: String(port),
      },
      cwd: data,
      uid,
    });
    running.push(server);
    await messageDbProgram.untilHealthy(server, port);
    return { server, port, folders: [home, tmp, data] };
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
    expect(folders.map((folder) => readdirSync(folder))).toEqual([[], [], []]);
  });

  it(
    'starts with an unchanged env.example as its environment file',
    { timeout: 120_000 },
    async () => {
      const lines = deployText('env.example')
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'));
      expect(lines).toEqual([]);
      const all = [...deployText('env.example').matchAll(/^#(MESSAGEDB_\w+)=(.*)$/gm)];
      const env = Object.fromEntries(all.map(([, name = '', value = '']) => [name, value]));
      expect(new Set(Object.keys(env)).size).toBeGreaterThan(15);
      // And with every line of it made effective, since its values are the defaults.
      const { server } = await start(env);
      expect(await stopServer(server)).toBe(0);
      expect(server.output.stderr).toBe('');
    },
  );
});
