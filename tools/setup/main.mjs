import { check } from './check.mjs';
import { start } from './start.mjs';
import { test } from './test.mjs';

/** @type {Record<string, (args: string[]) => Promise<number>>} */
const commands = { start, test, check };

/**
 * Runs one command of the repository; the exit code is the command's.
 * @param {string[]} args the command's name, then what is passed on to it
 */
export async function main(args) {
  const [name = '', ...rest] = args;
  const command = commands[name];
  if (command === undefined) {
    console.error(
      `node tools/setup.mjs: one of ${Object.keys(commands).join(', ')}, not "${name}"`,
    );
    process.exitCode = 2;
    return;
  }
  const code = await command(rest);
  // Left unset after success: a server that was started in this process ends when it chooses to.
  if (code !== 0) process.exitCode = code;
}
