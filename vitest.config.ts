import { defineConfig } from 'vitest/config';

// Packages export their TypeScript under the `aquifer-source` condition, so tests need no build.
const conditions = ['aquifer-source', 'module', 'node', 'development|production'];

const apart = [
  '**/test/store/convex/*.test.ts',
  '**/test/integration/**/*.test.ts',
  '**/test/**/*{crash,kill}*.test.ts',
];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['aquifer-source', 'node'] } },
  test: {
    exclude: ['**/node_modules/**', '**/dist/**', '.cache/**', '.aquifer/**'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      // Modules are loaded once for all files of a worker: that is a third of the time of all tests.
      {
        extends: true,
        test: {
          name: 'together',
          include: ['**/test/**/*.test.ts'],
          exclude: apart,
          isolate: false,
        },
      },
      // A process per file, where signals are sent, threads end, or databases are killed.
      { extends: true, test: { name: 'apart', include: apart } },
    ],
    testTimeout: 30_000,
    // The first test that needs a real server pays for starting it.
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    globalSetup: [
      'tools/setup/build-before-tests.mjs',
      'kernel/testing/src/vitest-global-setup.ts',
    ],
    // The closing line comes last: continuous integration reads it.
    reporters: [
      'default',
      './kernel/testing/src/skip-reporter.ts',
      './tools/setup/closing-line-reporter.ts',
    ],
    coverage: {
      provider: 'v8',
      include: ['{kernel,data,clients,services}/*/src/**/*.ts', 'aquifer/src/**/*.ts'],
    },
  },
});
