import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deployFolder, repositoryRoot, withReplaced } from './deploy-file.ts';
import { dockerfileProblems, imagesOf, readDockerfile, workspacesOf } from './dockerfile.ts';
import type { Dockerfile } from './dockerfile.ts';

/** What every Dockerfile here owes its reader. */
export function soundDockerfile(path: string): void {
  it('has nothing that dockerfilelint objects to', () => {
    expect(dockerfileProblems(path)).toEqual([]);
  });

  it('pins the images it starts from', () => {
    const images = imagesOf(path);
    expect(images.length).toBeGreaterThan(0);
    for (const image of images) expect(image).toMatch(/:v?\d+\.\d+\.\d+/);
  });
}

/** Where an image has its things. */
interface ImagePlaces {
  /** The packages. */
  readonly packages: string;
  /** What the server may write to. */
  readonly data: string;
  /** Folders of the server's package that it reads besides its compiled code. */
  readonly folders?: readonly string[];
}

/** What the image of a server owes: it has the server's packages, whole, and nothing else. */
export function imageOfServer(
  server: string,
  { packages, data, folders = [] }: ImagePlaces = { packages: `/opt/${server}`, data: '/data' },
): void {
  const dockerfile = readDockerfile(deployFolder(server).path('Dockerfile'));
  const service = `services/${server}`;
  const { text, finalStage } = dockerfile;

  describe('the image', () => {
    it('gives the data directory to the user it runs as, before anything else may use it', () => {
      const order = finalStage.map(({ keyword, rest }) => `${keyword} ${rest}`);
      const made = order.findIndex((line) => line.includes(`chown ${server}:${server} ${data} `));
      expect(made).toBeGreaterThan(0);
      const volume = order.findIndex((line) => line.startsWith('VOLUME'));
      expect(volume === -1 || volume > made).toBe(true);
      expect(order.findIndex((line) => line === `USER ${server}`)).toBeGreaterThan(made);
    });

    it('has the tool that its health check calls', () => {
      const installs = finalStage.filter(({ keyword }) => keyword === 'RUN');
      expect(installs.map(({ rest }) => rest).join('\n')).toMatch(/install .*\bwget\b/);
    });

    it('copies the manifests of exactly the packages that the server is made of', () => {
      const copied = dockerfile
        .all('COPY')
        .map((line) => /^(\S+)\/package\.json /.exec(line)?.[1])
        .filter((folder) => folder !== undefined);
      expect(copied.toSorted()).toEqual([...workspacesOf(service)].toSorted());
    });

    it('copies only what is in its context', () => {
      const sources = dockerfile
        .all('COPY')
        .filter((line) => !line.startsWith('--from='))
        .flatMap((line) => line.split(/\s+/).slice(0, -1));
      expect(sources.length).toBeGreaterThan(8);
      for (const source of sources)
        expect(existsSync(resolve(repositoryRoot, source)), source).toBe(true);
    });

    it('takes compiled code of our own packages only, and what the server reads beside it', () => {
      const [, sources = ''] = /cp -r --parents (.+) \/compiled/.exec(text) ?? [];
      const groups = [...workspacesOf(service)].map((folder) => folder.split('/')[0] ?? '');
      const libraries = [...new Set(groups)].filter((group) => group !== 'services');
      expect(sources.split(' ').toSorted()).toEqual(
        [
          ...libraries.map((group) => `${group}/*/dist`),
          `${service}/dist`,
          `${service}/bin`,
          ...folders.map((folder) => `${service}/${folder}`),
        ].toSorted(),
      );
    });

    it('links the command to the program that the package declares', () => {
      const link = new RegExp(`ln -s ${packages}/(\\S+) /usr/local/bin/${server}`);
      const [, target = ''] = link.exec(text) ?? [];
      const manifest = JSON.parse(
        readFileSync(resolve(repositoryRoot, service, 'package.json'), 'utf8'),
      ) as { bin: Record<string, string> };
      expect(target).toBe(`${service}/${manifest.bin[server]}`);
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
      expect(text).toContain(`npx tsc -b ${service}`);
      expect(new Set([service, ...referencesOf(service)])).toEqual(workspacesOf(service));
    });
  });
}

/** Folders that the compiler builds along with a package, itself not among them. */
function referencesOf(folder: string, found: Set<string> = new Set()): Set<string> {
  const config = resolve(repositoryRoot, folder, 'tsconfig.json');
  const { references = [] } = JSON.parse(readFileSync(config, 'utf8')) as {
    references?: { path: string }[];
  };
  for (const { path } of references) {
    const target = path.replace('../../', '');
    if (found.has(target)) continue;
    found.add(target);
    referencesOf(target, found);
  }
  return found;
}

/** Runs the line of HEALTHCHECK as Docker does, with the port of the test. Returns its exit code. */
export function checkHealth(dockerfile: Dockerfile, wget: string, port: number): number | null {
  const [, line = ''] = /CMD (.+)$/.exec(dockerfile.last('HEALTHCHECK')) ?? [];
  const command = withReplaced(line, [
    [':8080/', `:${port}/`],
    ['wget ', `${wget} `],
  ]);
  return spawnSync('/bin/sh', ['-c', command]).status;
}

/** Whether the health check meets the same wget here as in the image. */
export const isGnuWget = (wget: string): boolean =>
  execFileSync(wget, ['--version'], { encoding: 'utf8' }).startsWith('GNU Wget');
