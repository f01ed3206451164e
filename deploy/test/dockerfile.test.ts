import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeWith, freePort, temporaryDirectory } from '@aquifer/testing';
import { DockerfileParser } from 'dockerfile-ast';
import { afterEach, describe, expect, it } from 'vitest';
import { deployPath, deployText, repositoryRoot, withReplaced } from './support/deploy-file.ts';
import { startFaucet, stopFaucet, untilHealthy } from './support/run-faucet.ts';
import type { RunningFaucet } from './support/run-faucet.ts';

const text = deployText('Dockerfile');
/** The instructions in order, each with all that follows its keyword, on one line. */
const instructions = DockerfileParser.parse(text)
  .getInstructions()
  .map((one) => {
    const { start, end } = one.getRange();
    const lines = text.split('\n').slice(start.line, end.line + 1);
    const line = lines.join('\n').replaceAll(/\s*\\\n\s*/g, ' ');
    return { keyword: one.getKeyword(), rest: line.slice(one.getKeyword().length).trim() };
  });

const all = (keyword: string): string[] =>
  instructions.filter((one) => one.keyword === keyword).map(({ rest }) => rest);

/** What follows the last instruction of a name: the one that counts in the final image. */
const last = (keyword: string): string => all(keyword).at(-1) ?? '';

/** Instructions after the last FROM. */
const finalStage = instructions.slice(instructions.findLastIndex((one) => one.keyword === 'FROM'));

describe.each(['Dockerfile', 'Dockerfile.custom'])('%s', (name) => {
  it('has nothing that dockerfilelint objects to', () => {
    const linter = fileURLToPath(import.meta.resolve('dockerfilelint/bin/dockerfilelint'));
    const { stdout } = spawnSync(process.execPath, [linter, '-o', 'json', deployPath(name)], {
      encoding: 'utf8',
    });
    const report = JSON.parse(stdout) as { files: { issues: { content: string }[] }[] };
    expect(report.files).toHaveLength(1);
    // It takes a stage of the same file for an image without a tag.
    const issues = report.files[0]?.issues.filter(
      ({ content }) => !content.startsWith('FROM manifests '),
    );
    expect(issues).toEqual([]);
  });

  it('pins the images it starts from', () => {
    const images = DockerfileParser.parse(deployText(name))
      .getFROMs()
      .map((from) => from.getImage() ?? '')
      .filter((image) => image !== 'manifests');
    expect(images.length).toBeGreaterThan(0);
    for (const image of images) expect(image).toMatch(/:v?\d+\.\d+\.\d+/);
  });
});

describe('the image', () => {
  it('is what the guide says it is', () => {
    expect(last('USER')).toBe('faucet');
    expect(last('EXPOSE')).toBe('8080');
    expect(last('VOLUME')).toBe('/data');
    expect(last('ENV')).toMatch(/FAUCET_DATA_DIR=\/data$/);
    expect(last('ENTRYPOINT')).toBe('["faucet"]');
    expect(last('CMD')).toBe('["serve", "--host", "0.0.0.0"]');
    expect(last('HEALTHCHECK')).toBe(
      '--interval=30s --timeout=5s --retries=3 ' +
        'CMD wget --spider -q http://localhost:8080/healthz || exit 1',
    );
  });

  it('gives the data directory to the user it runs as, before it becomes a volume', () => {
    const order = finalStage.map(({ keyword, rest }) => `${keyword} ${rest}`);
    const made = order.findIndex((line) => /chown faucet:faucet \/data/.test(line));
    expect(made).toBeGreaterThan(0);
    expect(order.findIndex((line) => line.startsWith('VOLUME'))).toBeGreaterThan(made);
    expect(order.findIndex((line) => line.startsWith('USER'))).toBeGreaterThan(made);
  });

  it('has the tool that its health check calls', () => {
    const installs = finalStage.filter(({ keyword }) => keyword === 'RUN');
    expect(installs.map(({ rest }) => rest).join('\n')).toMatch(/install .*\bwget\b/);
  });

  it('runs as the number that the Kubernetes manifests name', () => {
    const [, uid] = /useradd .*--uid (\d+)/.exec(text) ?? [];
    const [, gid] = /groupadd .*--gid (\d+)/.exec(text) ?? [];
    for (const manifest of ['kubernetes/faucet.yaml', 'kubernetes/replicas.yaml']) {
      expect(deployText(manifest)).toContain(`runAsUser: ${uid}\n`);
      expect(deployText(manifest)).toContain(`fsGroup: ${gid}\n`);
    }
  });

  it('copies the manifests of exactly the packages that Faucet is made of', () => {
    const copied = all('COPY')
      .map((line) => /^(\S+)\/package\.json /.exec(line)?.[1])
      .filter((folder) => folder !== undefined);
    expect(copied.toSorted()).toEqual([...workspacesOf('services/faucet')].toSorted());
  });

  it('copies only what is in its context', () => {
    const sources = all('COPY')
      .filter((line) => !line.startsWith('--from='))
      .flatMap((line) => line.split(/\s+/).slice(0, -1));
    expect(sources.length).toBeGreaterThan(8);
    for (const source of sources)
      expect(existsSync(resolve(repositoryRoot, source)), source).toBe(true);
  });

  it('takes compiled code of our own packages only, not of what compiled it', () => {
    const [, sources = ''] = /cp -r --parents (.+) \/compiled/.exec(text) ?? [];
    const ours = ['kernel/*/dist', 'data/*/dist', 'services/faucet/dist', 'services/faucet/bin'];
    expect(sources.split(' ')).toEqual(ours);
  });

  it('links the command to the program that the package declares', () => {
    const [, target = ''] = /ln -s \/opt\/faucet\/(\S+) \/usr\/local\/bin\/faucet/.exec(text) ?? [];
    const manifest = JSON.parse(
      readFileSync(resolve(repositoryRoot, 'services/faucet/package.json'), 'utf8'),
    ) as { bin: { faucet: string } };
    expect(target).toBe(`services/faucet/${manifest.bin.faucet}`);
    expect(readFileSync(resolve(repositoryRoot, target), 'utf8')).toMatch(
      /^#!\/usr\/bin\/env node\n/,
    );
  });
});

describe('the context of the image', () => {
  const ignored = readFileSync(resolve(repositoryRoot, '.dockerignore'), 'utf8').split('\n');

  it.each(['.git', '.aquifer', '**/node_modules', '**/dist', '**/*.tsbuildinfo'])(
    'leaves out %s',
    (pattern) => {
      expect(ignored).toContain(pattern);
    },
  );

  it('has what the compiler is asked to compile', () => {
    expect(text).toContain('npx tsc -b services/faucet');
    const config = resolve(repositoryRoot, 'services/faucet/tsconfig.json');
    const { references } = JSON.parse(readFileSync(config, 'utf8')) as {
      references: { path: string }[];
    };
    const built = references.map(({ path }) => path.replace('../../', ''));
    expect(new Set(['services/faucet', ...built])).toEqual(workspacesOf('services/faucet'));
  });
});

/** Folders of a workspace and of the workspaces it depends on when it runs. */
function workspacesOf(folder: string, found: Set<string> = new Set()): Set<string> {
  if (found.has(folder)) return found;
  found.add(folder);
  const { dependencies = {} } = manifestOf(folder);
  for (const name of Object.keys(dependencies)) {
    const dependency = workspaces().find((one) => manifestOf(one).name === name);
    if (dependency !== undefined) workspacesOf(dependency, found);
  }
  return found;
}

const workspaces = (): string[] =>
  ['kernel', 'data', 'services'].flatMap((group) =>
    readdirSync(resolve(repositoryRoot, group)).map((name) => `${group}/${name}`),
  );

function manifestOf(folder: string): { name?: string; dependencies?: Record<string, string> } {
  const path = resolve(repositoryRoot, folder, 'package.json');
  if (!existsSync(path)) return {};
  return JSON.parse(readFileSync(path, 'utf8')) as { name: string };
}

await describeWith('wget', 'the command line of the image', (wget) => {
  const running: RunningFaucet[] = [];
  afterEach(() => {
    for (const { child } of running.splice(0)) child.kill('SIGKILL');
  });

  const argv = [
    ...(JSON.parse(last('ENTRYPOINT')) as string[]),
    ...(JSON.parse(last('CMD')) as string[]),
  ];

  /** The line of HEALTHCHECK as Docker runs it, with the port of the test. */
  const checkHealth = (port: number): number | null => {
    const [, line = ''] = /CMD (.+)$/.exec(last('HEALTHCHECK')) ?? [];
    const command = withReplaced(line, [
      [':8080/', `:${port}/`],
      ['wget ', `${wget} `],
    ]);
    return spawnSync('/bin/sh', ['-c', command]).status;
  };

  const start = async (): Promise<{ faucet: RunningFaucet; port: number; data: string }> => {
    const data = temporaryDirectory();
    const port = await freePort();
    // The port by its variable, as `docker run -e` gives it: the arguments stay those of the image.
    const env = { FAUCET_DATA_DIR: data, FAUCET_SERVER_PORT: String(port), HOME: data };
    const faucet = startFaucet(argv, { env, cwd: data });
    running.push(faucet);
    await untilHealthy(faucet, port);
    return { faucet, port, data };
  };

  it('is GNU wget that the health check meets here as in the image', () => {
    expect(execFileSync(wget, ['--version'], { encoding: 'utf8' })).toMatch(/^GNU Wget/);
  });

  it(
    'starts in the foreground, answers the health check, and stops cleanly on SIGTERM',
    { timeout: 120_000 },
    async () => {
      const { faucet, port, data } = await start();
      expect(checkHealth(port)).toBe(0);
      expect(readdirSync(data)).toContain('faucet.db');
      expect(await stopFaucet(faucet)).toBe(0);
      expect(checkHealth(port)).toBe(1);
    },
  );

  it(
    'keeps what it was told over a restart with the same volume',
    { timeout: 120_000 },
    async () => {
      const { faucet, port, data } = await start();
      const setup = `http://127.0.0.1:${port}/api/v1/setup`;
      const body = JSON.stringify({ email: 'a@example.com', password: 'correct horse battery' });
      expect((await fetch(setup, { method: 'POST', body })).status).toBe(201);
      expect(await stopFaucet(faucet)).toBe(0);

      const env = { FAUCET_DATA_DIR: data, FAUCET_SERVER_PORT: String(port), HOME: data };
      const again = startFaucet(argv, { env, cwd: data });
      running.push(again);
      await untilHealthy(again, port);
      expect(await (await fetch(setup)).json()).toEqual({
        needs_setup: false,
        setup_complete: true,
      });
      expect(await stopFaucet(again)).toBe(0);
    },
  );
});
