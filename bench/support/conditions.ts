import { availableParallelism, cpus, loadavg } from 'node:os';

/** Without these, numbers of a run mean nothing: when, on what, and who else was at it. */
export function printConditions(what: string): void {
  const [cpu] = cpus();
  const machine = `${availableParallelism()} × ${cpu?.model.trim() ?? 'unknown'}, ${process.platform}`;
  console.log(`${what}\n`);
  console.log(`${new Date().toISOString()}; ${machine}; Node ${process.version}`);
  console.log(`load before: ${loadText()}\n`);
}

/** The load averages of 1, 5 and 15 minutes. */
export const loadText = (): string =>
  loadavg()
    .map((one) => one.toFixed(1))
    .join(', ');
