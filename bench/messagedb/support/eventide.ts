import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Eventide's message-db in a database of its own, loaded by pgbench: SQL only, no HTTP. */
export interface EventidePeer {
  /** Calls per second of a script with so many connections. */
  run(script: EventideScript, connections: number, seconds: number): Promise<number>;
  /** One statement of psql. */
  execute(sql: string): Promise<void>;
}

export type EventideScript = 'write-one-category' | 'write-64-categories' | 'read-stream';

const run = promisify(execFile);
const wanted = '@eventide/message-db@1.3.1';

const write = (streamName: string): string =>
  `SELECT message_store.write_message(gen_random_uuid()::varchar, ${streamName}, 'Benched', ` +
  `'{"attribute":"some value","n":1}'::jsonb, '{"correlationStreamName":"flow-1"}'::jsonb);\n`;

const scripts: Readonly<Record<EventideScript, string>> = {
  'write-one-category': `\\set s random(1, 1000)\n${write(`'bench-'||:s`)}`,
  'write-64-categories': `\\set c random(1, 64)\n\\set s random(1, 100)\n${write(`'cat'||:c||'-'||:s`)}`,
  'read-stream': `\\set p random(1000, 4000)\nSELECT * FROM message_store.get_stream_messages('long-1', :p, 100);\n`,
};

/** Installs the released package into the PostgreSQL of `url`, whose user may create databases. */
export async function installEventide(url: string, directory: string): Promise<EventidePeer> {
  const { hostname, port, username } = new URL(url);
  const home = join(directory, 'eventide');
  await mkdir(home, { recursive: true });
  await run('npm', ['pack', '--silent', wanted], { cwd: home });
  await run('sh', ['-c', 'tar xzf ./*.tgz'], { cwd: home });
  const env = {
    ...process.env,
    PGHOST: hostname,
    PGPORT: port,
    PGUSER: username,
    PGDATABASE: 'message_store',
  };
  await run('./install.sh', [], { cwd: join(home, 'package', 'database'), env });
  const session = { ...env, PGOPTIONS: '-c search_path=message_store,public' };
  for (const [name, text] of Object.entries(scripts)) await writeFile(join(home, name), text);
  return {
    async run(script, connections, seconds) {
      const args = ['-n', '-M', 'prepared', '-c', String(connections), '-T', String(seconds)];
      const { stdout } = await run('pgbench', [...args, '-f', join(home, script)], {
        env: session,
      });
      const failed = /number of failed transactions: ([1-9]\d*)/.exec(stdout);
      if (failed !== null) throw new Error(failed[0]);
      return Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
    },
    async execute(sql) {
      await run('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-c', sql], { env: session });
    },
  };
}
