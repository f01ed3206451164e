import { defineConfig } from 'vitest/config';

// Packages export their TypeScript under the `aquifer-source` condition, so tests need no build.
const conditions = ['aquifer-source', 'module', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['aquifer-source', 'node'] } },
  test: {
    include: ['**/test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '.cache/**', '.aquifer/**'],
    environment: 'node',
    // A process per file: databases, native modules and signals stay apart.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    // The first test that needs a real server pays for starting it.
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    globalSetup: ['kernel/testing/src/vitest-global-setup.ts'],
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
