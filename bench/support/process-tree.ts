import { readFileSync } from 'node:fs';

/** A process and everything it started, by proc(5): only on Linux. */
export interface TreeUse {
  /** Processor time so far, user and system, in microseconds; the kernel counts in ticks of 10 ms. */
  readonly cpuMicros: number;
  /** Resident memory of all processes together, in MiB; pages they share count for each. */
  readonly rssMib: number;
  readonly processes: number;
}

export function useOfTree(pid: number): TreeUse {
  const uses = treeOf(pid).map(useOf);
  return {
    cpuMicros: uses.reduce((sum, { cpuMicros }) => sum + cpuMicros, 0),
    rssMib: Math.round(uses.reduce((sum, { rssMib }) => sum + rssMib, 0)),
    processes: uses.length,
  };
}

function treeOf(pid: number): readonly number[] {
  const children = readProc(pid, `task/${pid}/children`).trim().split(/\s+/).filter(Boolean);
  return [pid, ...children.flatMap((child) => treeOf(Number(child)))];
}

function useOf(pid: number): Omit<TreeUse, 'processes'> {
  const stat = readProc(pid, 'stat');
  // The name of the program may hold anything, so fields are counted from its closing parenthesis.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const rssKib = /VmRSS:\s+(\d+)/.exec(readProc(pid, 'status'))?.[1];
  return {
    cpuMicros: (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10_000,
    rssMib: Number(rssKib ?? 0) / 1024,
  };
}

/** Empty when the process has just ended. */
function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
