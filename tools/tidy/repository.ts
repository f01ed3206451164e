import { posix } from 'node:path';

/** What `package.json` says of a package, as far as the rules ask. */
export interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly type?: string;
  readonly exports?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** One package of ours: a folder with a `package.json`. */
export interface Package {
  /** Its folder, such as `kernel/http`; the empty string for the repository itself. */
  readonly folder: string;
  readonly name: string;
  readonly manifest: Manifest;
}

/** All files of the repository as the rules see them. */
export interface Repository {
  /** Text by path from the root, with `/`. Files that are not text have the empty string. */
  readonly texts: ReadonlyMap<string, string>;
  /** Inner folders before outer ones, the root package last. */
  readonly packages: readonly Package[];
}

/** Makes the repository's value from its files. Throws SyntaxError for a broken package.json. */
export function makeRepository(texts: ReadonlyMap<string, string>): Repository {
  const manifests = [...texts.keys()].filter((path) => posix.basename(path) === 'package.json');
  const packages = manifests.map((path): Package => {
    const folder = path === 'package.json' ? '' : posix.dirname(path);
    const manifest = parseManifest(texts.get(path) ?? '{}');
    return { folder, name: manifest.name ?? folder, manifest };
  });
  return { texts, packages: packages.toSorted((a, b) => depth(b) - depth(a)) };
}

/** The package a file belongs to: the one with the innermost folder around it. */
export function packageOf(repository: Repository, path: string): Package | undefined {
  return repository.packages.find(
    ({ folder }) => folder === '' || path === folder || path.startsWith(`${folder}/`),
  );
}

/** Paths of TypeScript and JavaScript files, tests and tools included. */
export function codeFiles(repository: Repository): string[] {
  return [...repository.texts.keys()].filter((path) => /\.[cm]?[jt]sx?$/.test(path));
}

/** Whether a file is only there for tests: under `test/`, or in the package that serves tests. */
export function isTest(path: string): boolean {
  return /(^|\/)test\//.test(path) || path.startsWith('kernel/testing/');
}

function parseManifest(text: string): Manifest {
  // The rules check what they need; a manifest with other types in these fields fails in npm.
  return JSON.parse(text) as Manifest;
}

function depth({ folder }: Package): number {
  return folder === '' ? 0 : folder.split('/').length;
}
