import { readFileSync } from 'node:fs';

/**
 * What tells a process from a later one that was given the same id: the boot of the system and when
 * after it the process began, which no change of the clock moves. Undefined where the system does
 * not say, which all but Linux do not, or where there is no such process.
 */
export function processMark(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in parentheses may hold anything; after it come the third field and the others.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const started = fields[startedField - 3];
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return started === undefined ? undefined : `${boot}/${started}`;
  } catch {
    return undefined;
  }
}

/** Counted from 1 in proc_pid_stat(5). */
const startedField = 22;
