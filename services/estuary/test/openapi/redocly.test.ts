import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import { routes } from '../../src/http/routes.ts';
import { openApiDocument } from '../../src/openapi/document.ts';
import { closedSettings, openSettings } from '../support/document-settings.ts';

const redocly = fileURLToPath(import.meta.resolve('@redocly/cli/bin/cli.js'));

describe('the OpenAPI document that clients are made from', () => {
  it.each([
    // Clients look for it by its name, whether tokens are asked for or not.
    ['asks for nothing', openSettings, ['Security scheme: "bearer_auth" is never used.']],
    ['asks for everything', closedSettings, []],
  ])(
    'is valid by the rules that Redocly recommends, of a server that %s',
    { timeout: 120_000 },
    (_title, settings, warnings) => {
      const folder = temporaryDirectory();
      const document = openApiDocument(routes, settings);
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
        problems: readonly { readonly message: string }[];
      };
      expect(problems.map(({ message }) => message)).toEqual(warnings);
      expect(report.status).toBe(0);
    },
  );
});
