import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>;
};

// npm starts a shell and passes its signals to it. A shell that waits for Node dies of the signal
// and leaves the server running; one that has become Node by `exec` is stopped like any server.
it.each(['start', 'test', 'check'])('npm run %s hands its process over to setup', (name) => {
  expect(scripts[name]).toBe(`exec node tools/setup.mjs ${name}`);
});
