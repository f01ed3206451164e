import { isFault } from '@aquifer/service';
import type { Terminal } from '@aquifer/service';
import { fault } from '../faults.ts';

/** Runs a command that speaks to a server or to files; what the world refuses is one sentence. */
export async function runCommand(terminal: Terminal, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (cause) {
    const isTold = isFault(cause) && cause.code === 'command_failed';
    if (terminal.stopRequested.aborted && !isTold) {
      throw fault('command_failed', { reason: 'interrupted' }, { cause });
    }
    if (isFault(cause) || !(cause instanceof Error)) throw cause;
    const { message } = cause;
    // Errors of ours have no code; those of the server, of files and of streams have one.
    if (!('code' in cause)) throw cause;
    throw fault('command_failed', { reason: message }, { cause });
  }
}
