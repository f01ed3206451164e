import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './ensure-built.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { inRepository } from './paths.mjs';

/**
 * `npm start`: all servers, after installing and building what is missing. They run in this process,
 * so that a Ctrl-C or a SIGTERM reaches them directly.
 * @param {string[]} args passed on to `aquifer up`
 * @returns {Promise<number>}
 */
export async function start(args) {
  const code = (await ensureInstalled()) || (await ensureBuilt());
  if (code !== 0) return code;
  const program = inRepository('aquifer', 'bin', 'aquifer.js');
  process.argv = [process.execPath, program, 'up', ...args];
  await import(pathToFileURL(program).href);
  return 0;
}
