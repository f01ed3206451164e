import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '@aquifer/testing';

const redocly = fileURLToPath(import.meta.resolve('@redocly/cli/bin/cli.js'));

/** What Redocly has to say of a document by the rules that it recommends. Throws when it fails. */
export function lintWithRedocly(document: object): readonly string[] {
  const folder = temporaryDirectory();
  writeFileSync(join(folder, 'openapi.json'), JSON.stringify(document));
  const rules = ['--extends=recommended', '--format=json'];
  const report = spawnSync(process.execPath, [redocly, 'lint', ...rules, 'openapi.json'], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      REDOCLY_TELEMETRY: 'off',
      REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
    },
  });
  const { problems } = JSON.parse(report.stdout) as {
    problems: readonly { readonly message: string; readonly severity: string }[];
  };
  const isFailed = report.status !== 0;
  if (isFailed !== problems.some(({ severity }) => severity === 'error')) {
    throw new Error(report.stderr);
  }
  return problems.map(({ message }) => message);
}
