import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useOfTree } from '../../support/process-tree.ts';
import { runWrk } from '../../support/wrk.ts';
import type { WrkResult } from '../../support/wrk.ts';

/** One kind of request, over and over. */
export interface Load {
  /** Of the server it goes to. */
  readonly url: string;
  readonly pid: number;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Each asked for in its turn, behind the path. */
  readonly ids?: readonly string[];
  /** Sent by POST. */
  readonly body?: string;
}

export interface Measured extends WrkResult {
  /** Processor time of the server for each request, in microseconds. */
  readonly cpuMicros: number;
}

const CONNECTIONS = 32;

/** One run of wrk; counts the processor time of the server alone. */
export async function measure(load: Load, seconds: number, directory: string): Promise<Measured> {
  const script = join(directory, 'load.lua');
  await writeFile(script, scriptOf(load));
  const before = useOfTree(load.pid).cpuMicros;
  const result = await runWrk({
    url: load.url + load.path,
    seconds,
    connections: CONNECTIONS,
    headers: load.headers ?? {},
    script,
  });
  return { ...result, cpuMicros: (useOfTree(load.pid).cpuMicros - before) / result.requests };
}

/** Requests are made once: what making them costs is the same for all sides. */
function scriptOf({ path, ids, body }: Load): string {
  if (body !== undefined) {
    return `wrk.method = "POST"\nwrk.body = '${body}'\nwrk.headers["Content-Type"] = "application/json"\n`;
  }
  if (ids === undefined) return '';
  const list = ids.map((id) => `"${path}/${id}"`).join(',');
  return `
local paths = { ${list} }
local requests, at = {}, 0
init = function()
  for index, path in ipairs(paths) do requests[index] = wrk.format("GET", path) end
end
request = function()
  at = at % #requests + 1
  return requests[at]
end`;
}
