import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { repository } from './paths.mjs';

/**
 * Runs a program in the repository with this terminal and says what it runs and how long it took.
 * @param {string} title what the step does, in a few words
 * @param {string} program
 * @param {string[]} args
 * @returns {Promise<number>} its exit code; 128 plus the number of the signal that ended it
 */
export async function runStep(title, program, args) {
  const begin = performance.now();
  say(`${title} ...`);
  const code = await run(program, args);
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  say(
    code === 0 ? `${title}: done in ${seconds} s` : `${title}: FAILED (exit ${code}, ${seconds} s)`,
  );
  return code;
}

/** One line of our own between the lines of the tools. @param {string} line */
export function say(line) {
  console.log(`==> ${line}`);
}

/**
 * @param {string} program
 * @param {string[]} args
 * @returns {Promise<number>}
 */
function run(program, args) {
  const child = spawn(program, args, { cwd: repository, stdio: 'inherit' });
  const stopForwarding = forwardSignals(child);
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`${program} could not be started: ${error.message}`);
      resolve(127);
    });
    child.once('exit', (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
  return ended.finally(stopForwarding);
}

/**
 * Passes our signals on to the child and waits for it, so that it stops in its own way. A terminal
 * has already sent its Ctrl-C to the child as well; a second one would make it give up at once.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {() => void}
 */
function forwardSignals(child) {
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of signals) process.on(signal, forward);
  return () => {
    for (const signal of signals) process.off(signal, forward);
  };
}
