import type { Terminal } from './terminal.ts';

/**
 * Runs a program as this process: `main.ts` is one call of it. The number it returns is the exit
 * code. This is the only file of the repository that touches arguments, environment, signals, exit.
 */
export async function runProcess(program: (terminal: Terminal) => Promise<number>): Promise<void> {
  throw new Error(`not written: ${program.name}`);
}
