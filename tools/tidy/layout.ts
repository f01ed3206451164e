/**
 * The layout of the repository as data: what may lean on what, and where which things may stand.
 * The rules under `rules/` read it; ARCHITECTURE.md says why.
 */

/** The groups of packages, by the folder they live in, and the groups each may import from. */
export const directions: Readonly<Record<string, readonly string[]>> = {
  kernel: ['kernel'],
  data: ['data'],
  engine: ['engine'],
  clients: ['clients'],
  services: ['kernel', 'data', 'engine', 'clients'],
  aquifer: ['kernel', 'data', 'services'],
  console: [],
  bench: ['kernel', 'data', 'services', 'aquifer'],
  deploy: ['kernel', 'data', 'services', 'aquifer'],
  tools: [],
};

/** What tests of a group may import besides: a client is tested against the server it speaks to. */
export const testDirections: Readonly<Record<string, readonly string[]>> = {
  clients: ['kernel', 'services'],
};

/** The package that serves tests; nothing else may import it. */
export const testingPackage = '@aquifer/testing';

/** Modules that a part of the repository must never load, even where its package.json has them. */
export const forbiddenModules: readonly { readonly within: RegExp; readonly modules: RegExp }[] = [
  { within: /^engine\//, modules: /^(fastify|@fastify\/.*|@aquifer\/http|undici|node:https?2?)$/ },
];

/** Words of products. The kernel and the data packages serve all of them and know none. */
export const productWords: readonly string[] = [
  'faucet',
  'messagedb',
  'craton',
  'platform-app',
  'assistant',
  'estuary',
];

/** Where product words are forbidden. */
export const productBlind = /^(kernel|data)\/[^/]+\/(src\/|package\.json$)/;

/** The one file that touches the process: environment, arguments, signals, exit. */
export const processOwner = 'kernel/service/src/run-process.ts';

/**
 * Code that may touch the process as well: it is a program itself, such as a command or the entry
 * of a child process, or it runs only beside one.
 */
export const processExempt: RegExp =
  /(^|\/)(test|bin)\/|^(tools|bench)\/|^kernel\/testing\/|^[^/]+\.config\.ts$|-process-entry\.ts$/;

/**
 * Programs for servers of others, which operators deploy there: they read the environment of those
 * servers, and tests of the server that calls them run them.
 */
export const foreignPrograms = /^deploy\/estuary\/convex\//;

/** Folders of pure functions: no Node module, no clock, no randomness, no network. */
export const pureFolders = /^services\/[^/]+\/src\/(query|model|append)\/|^engine\/core\/src\//;

/** Names of files and folders that say nothing and so collect everything. */
export const drawerNames: ReadonlySet<string> = new Set([
  'common',
  'helper',
  'helpers',
  'misc',
  'shared',
  'types',
  'util',
  'utils',
]);

/** Lines of a source file: above the first number we talk about it, above the second it is split. */
export const fileLines = { warn: 300, fail: 500 } as const;

/** Names a package exports from its index, above which we ask whether it is one package. */
export const exportedNamesWarn = 20;

/** First words of the variables that are ours, and so must be known wherever they are named. */
export const variablePrefixes: readonly string[] = [
  'AQUIFER',
  'FAUCET',
  'MESSAGEDB',
  'CRATON',
  'PLATFORM',
  'ASSISTANT',
  'ESTUARY',
];
