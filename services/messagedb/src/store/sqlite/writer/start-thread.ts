import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { StoreFolder } from '../store-folder.ts';

/** Starts the writer's thread, as source or built, like this file. */
export function startThread(folder: StoreFolder): Worker {
  const options = { workerData: folder, name: 'messagedb-writer' };
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./writer-thread-entry.js', import.meta.url), options);
  }
  return new Worker(sourceLoader(new URL('./writer-thread-entry.ts', import.meta.url)), {
    ...options,
    eval: true,
    execArgv: ['--conditions=aquifer-source'],
  });
}

/** `--import tsx` does nothing in a thread, which must register the loader itself. */
function sourceLoader(entry: URL): string {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx'));
  const api = new URL('./esm/api/index.mjs', tsx);
  return `import(${JSON.stringify(api.href)}).then(({ register }) => {
    register();
    return import(${JSON.stringify(entry.href)});
  });`;
}
