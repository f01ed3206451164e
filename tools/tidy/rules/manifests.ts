import { posix } from 'node:path';
import type { Manifest, Package, Repository } from '../repository.ts';
import type { Finding, Rule } from '../rule.ts';

/** All packages are declared alike: version, licence, exact dependencies, index, build order. */
export const manifests: Rule = {
  name: 'manifests',
  sees: 'packages',
  check(repository) {
    const version = repository.packages.find(({ folder }) => folder === '')?.manifest.version;
    const findings = repository.packages.flatMap((one) => {
      const messages = [
        ...sameEverywhere(one.manifest, version),
        ...inexact(one.manifest),
        ...(hasIndex(repository, one) ? [...exportsOf(one), ...buildOrder(repository, one)] : []),
      ];
      const path = posix.join(one.folder, 'package.json');
      return messages.map((message): Finding => ({ path, message }));
    });
    return { seen: repository.packages.length, findings };
  },
};

function sameEverywhere(manifest: Manifest, version: string | undefined): string[] {
  const wanted: Manifest = {
    private: true,
    license: 'Apache-2.0',
    type: 'module',
    ...(version === undefined ? {} : { version }),
  };
  return Object.entries(wanted)
    .filter(([key, value]) => manifest[key as keyof Manifest] !== value)
    .map(([key, value]) => `${key} must be ${JSON.stringify(value)}`);
}

function inexact(manifest: Manifest): string[] {
  const all = {
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
  };
  return Object.entries(all)
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `${name} must be pinned to one version, not "${version}"`);
}

function hasIndex(repository: Repository, { folder }: Package): boolean {
  return folder !== '' && repository.texts.has(`${folder}/src/index.ts`);
}

/** Tests and tools read the source of a package, programs what was built from it. */
function exportsOf({ manifest }: Package): string[] {
  const wanted = {
    '.': {
      'aquifer-source': './src/index.ts',
      types: './dist/index.d.ts',
      default: './dist/index.js',
    },
  };
  return JSON.stringify(manifest.exports) === JSON.stringify(wanted)
    ? []
    : [`exports must be ${JSON.stringify(wanted)}`];
}

/** `tsc -b` builds what tsconfig.build.json lists, in the order of each package's references. */
function buildOrder(repository: Repository, { folder, manifest }: Package): string[] {
  const needed = repository.packages
    .filter(({ name }) => Object.hasOwn(manifest.dependencies ?? {}, name))
    .map((one) => one.folder);
  const referenced = references(repository, `${folder}/tsconfig.json`, folder);
  const built = references(repository, 'tsconfig.build.json', '');
  return [
    ...(built.includes(folder) ? [] : ['is not listed in tsconfig.build.json']),
    ...needed
      .filter((one) => !referenced.includes(one))
      .map((one) => `its tsconfig.json does not reference ${one}`),
    ...referenced
      .filter((one) => !needed.includes(one))
      .map((one) => `its tsconfig.json references ${one}, which is no dependency`),
  ];
}

function references(repository: Repository, path: string, folder: string): string[] {
  const config = JSON.parse(repository.texts.get(path) ?? '{}') as {
    references?: readonly { path: string }[];
  };
  return (config.references ?? []).map((reference) => posix.join(folder, reference.path));
}
