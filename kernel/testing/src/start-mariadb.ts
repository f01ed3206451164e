import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from './find-program.ts';
import { freePort } from './free-port.ts';
import { startServerProcess } from './server-process.ts';
import type { StartedServer } from './start-postgres.ts';

/** Starts MariaDB with empty tables in `directory`, with a root user without a password. */
export async function startMariadb(directory: string): Promise<StartedServer> {
  const program = findProgram('mariadbd');
  const install = findProgram('mariadb-install-db');
  if (program === undefined || install === undefined) throw new Error('mariadbd is not installed');
  const data = join(directory, 'mariadb');
  // It refuses to run as root; Debian's package brings the user mysql.
  const user = process.getuid?.() === 0 ? ['--user=mysql'] : [];
  await promisify(execFile)(install, [
    '--no-defaults',
    ...user,
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ]);
  const port = await freePort();
  const server = await startServerProcess({
    program,
    arguments: [
      '--no-defaults',
      ...user,
      `--datadir=${data}`,
      '--bind-address=127.0.0.1',
      `--port=${port}`,
      // Relative to the data, since the path of a socket could be too long for one.
      '--socket=mysqld.sock',
      '--skip-name-resolve',
      '--character-set-server=utf8mb4',
      '--default-time-zone=+00:00',
      '--innodb-flush-log-at-trx-commit=0',
      '--innodb-doublewrite=0',
      '--innodb-buffer-pool-size=64M',
    ],
    logFile: join(directory, 'mariadb.log'),
    ready: /ready for connections/,
    stopSignal: 'SIGTERM',
  });
  return { process: server, url: `mysql://root@127.0.0.1:${port}/` };
}
