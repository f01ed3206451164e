import { createInterface } from 'node:readline/promises';
import type { Terminal } from '@aquifer/service';
import { fault } from '../faults.ts';

/** Asks for a yes. Throws command_failed without one, also where nobody can be asked. */
export async function confirm(terminal: Terminal, warning: string): Promise<void> {
  const { stdin, stderr, isInteractive, stopRequested } = terminal;
  if (!isInteractive) {
    const reason = `${warning} Nobody can be asked here: say --yes as well`;
    throw fault('command_failed', { reason });
  }
  const questions = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await questions.question(`${warning} Continue? [y/N] `, {
      signal: stopRequested,
    });
    if (!/^y(es)?$/i.test(answer.trim()))
      throw fault('command_failed', { reason: 'not confirmed' });
  } finally {
    questions.close();
  }
}
