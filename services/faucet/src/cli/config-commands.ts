import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@aquifer/service';
import type { Command } from 'commander';
import { configTemplate } from '../configuration/config-template.ts';
import { faucetSettings } from '../settings.ts';
import { readConfiguration, withDesk } from './cli-context.ts';
import type { CliContext } from './cli-context.ts';

/** `faucet config …` (contract §2). */
export function addConfigCommands(program: Command, context: CliContext): void {
  const config = program.command('config').description('Show and change configuration');

  config
    .command('init')
    .description('Write ./faucet.yaml with all sections')
    .option('--force', 'replace the file')
    .action(async ({ force }: { force?: boolean }) => {
      const path = join(context.terminal.cwd, 'faucet.yaml');
      await writeFile(path, configTemplate, { flag: force ? 'w' : 'wx', mode: 0o600 }).catch(
        (cause: unknown) => {
          const exists = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
          const reason = exists ? 'already exists; use --force to replace it' : 'cannot be written';
          throw new Fault({
            code: 'command_refused',
            status: 400,
            message: `faucet.yaml ${reason}`,
            cause,
          });
        },
      );
      context.print('Wrote faucet.yaml');
    });

  config
    .command('show')
    .description('Print the settings in effect; secrets are hidden')
    .action(async () => {
      const { file, settings, dataDir } = await readConfiguration(context);
      context.print(`# file: ${file.path ?? 'none'}`);
      const shown = { ...settings, dataDir };
      for (const [name, setting] of Object.entries(faucetSettings)) {
        const value = shown[name as keyof typeof shown];
        const text =
          value === undefined ? '(not set)' : setting.secret ? '(hidden)' : value.toString();
        context.print(`${setting.fileKey ?? setting.env}: ${text}`);
      }
    });

  config
    .command('set')
    .description('Store a value')
    .argument('<key>')
    .argument('<value>')
    .action(async (key: string, value: string) => {
      await withDesk(context, async (desk) => {
        await desk.store.settings.set(key, value);
        desk.record({ action: 'setting.changed', target: `setting/${key}` });
      });
      context.print(`Set ${key}`);
    });

  config
    .command('get')
    .description('Print a stored value')
    .argument('<key>')
    .action(async (key: string) => {
      const value = await withDesk(context, (desk) => desk.store.settings.get(key));
      if (value === undefined) {
        throw new Fault({
          code: 'command_refused',
          status: 404,
          message: `get "${key}": not found`,
        });
      }
      context.print(value);
    });
}
