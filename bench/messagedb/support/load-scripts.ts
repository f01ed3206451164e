import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What wrk sends to us: the same messages as the peer's scripts write. */
export type LoadScript = 'write-one-category' | 'write-64-categories' | 'read-stream';

const write = (streamName: string): string =>
  `'["stream.write","' .. ${streamName} .. '",{"type":"Benched","data":{"attribute":"some value","n":1},` +
  `"metadata":{"correlationStreamName":"flow-1"}}]'`;

const bodies: Readonly<Record<LoadScript, string>> = {
  'write-one-category': write(`'bench-' .. math.random(1, 1000)`),
  'write-64-categories': write(`'cat' .. math.random(1, 64) .. '-' .. math.random(1, 100)`),
  'read-stream': `'["stream.get","long-1",{"position":' .. math.random(1000, 4000) .. ',"batchSize":100}]'`,
};

/** Writes the scripts of wrk into a directory; returns the path of each. */
export async function writeLoadScripts(
  directory: string,
): Promise<Readonly<Record<LoadScript, string>>> {
  const entries = Object.entries(bodies).map(([name, body]) => {
    const lua = `math.randomseed(os.time())
request = function() return wrk.format('POST', nil, nil, ${body}) end
`;
    return [name, join(directory, `${name}.lua`), lua] as const;
  });
  for (const [, path, lua] of entries) await writeFile(path, lua);
  return Object.fromEntries(entries.map(([name, path]) => [name, path])) as Record<
    LoadScript,
    string
  >;
}
