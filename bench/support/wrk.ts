import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface WrkOptions {
  readonly url: string;
  readonly seconds: number;
  readonly connections: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly script?: string;
}

export interface WrkResult {
  readonly requests: number;
  readonly perSecond: number;
  readonly p99Ms: number;
}

const run = promisify(execFile);

/** One run of wrk on one thread. An answer that is not 2xx makes the numbers worthless, so it throws. */
export async function runWrk(options: WrkOptions): Promise<WrkResult> {
  const { url, seconds, connections, headers, script } = options;
  const { stdout } = await run('wrk', [
    '-t1',
    `-c${connections}`,
    `-d${seconds}s`,
    '--latency',
    // A slow answer is one too; it is seen in the p99.
    '--timeout',
    '30s',
    ...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
    ...(script === undefined ? [] : ['-s', script]),
    url,
  ]);
  const failed = /Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)/.exec(stdout);
  if (failed !== null) throw new Error(`${url}: ${failed[0]}`);
  return {
    requests: Number(/(\d+) requests in/.exec(stdout)?.[1]),
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    p99Ms: milliseconds(/99%\s+([\d.]+)(us|ms|s|m)/.exec(stdout)),
  };
}

function milliseconds(match: RegExpExecArray | null): number {
  const [, amount, unit = 'ms'] = match ?? [];
  const factor: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000 };
  return Number(amount) * (factor[unit] ?? Number.NaN);
}
