/**
 * Memory under lasting load: RSS of Estuary over a SQLite file while 32 connections read items and lists,
 * update and create, seven in ten requests for one item. Promised (contract §23): an hour of it lets RSS
 * grow by no more than a tenth.
 *
 * npm run -w bench estuary-soak [-- MINUTES]
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printConditions } from '../support/conditions.ts';
import { useOfTree } from '../support/process-tree.ts';
import { withDirectory } from '../support/with-directory.ts';
import { runWrk } from '../support/wrk.ts';
import { startEstuary } from './support/estuary-server.ts';
import { fillItems } from './support/fill.ts';

const minutes = Number(process.argv[2] ?? 60);
const SAMPLES = 12;
const PATH = '/api/v1/items';

await withDirectory(async (directory, defer) => {
  printConditions(`Memory of Estuary under ${minutes} minutes of load, SQLite`);
  const data = join(directory, 'data');
  await mkdir(data);
  const estuary = await startEstuary({
    DATABASE_TYPE: 'sqlite',
    DATABASE_URL: `file:${join(data, 'estuary.db')}`,
  });
  defer(() => estuary.stop());
  const script = join(directory, 'soak.lua');
  await writeFile(script, scriptOf(await fillItems(estuary.url + PATH, 1000)));
  const atRest = useOfTree(estuary.pid).rssMib;
  const sizes: number[] = [];
  let requests = 0;
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const seconds = Math.max(1, Math.round((minutes * 60) / SAMPLES));
    const load = { url: estuary.url, seconds, connections: 32, headers: {}, script };
    requests += (await runWrk(load)).requests;
    sizes.push(useOfTree(estuary.pid).rssMib);
  }
  console.log(`at rest ${atRest} MiB, then ${sizes.join(', ')} MiB; ${requests} requests`);
});

function scriptOf(ids: readonly string[]): string {
  return `
local ids = { ${ids.map((id) => `"${id}"`).join(',')} }
local json = { ["Content-Type"] = "application/json" }
local at = 0
request = function()
  at = at + 1
  local path = "${PATH}/" .. ids[at % #ids + 1]
  local kind = at % 10
  if kind == 0 then return wrk.format("PUT", path, json, '{"description":"number ' .. at .. '"}') end
  if kind == 1 then return wrk.format("POST", "${PATH}", json, '{"name":"n' .. at .. '"}') end
  if kind == 2 then return wrk.format("GET", "${PATH}?offset=" .. at % 900) end
  return wrk.format("GET", path)
end`;
}
