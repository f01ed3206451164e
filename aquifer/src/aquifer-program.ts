import { resolve } from 'node:path';
import {
  addSettingFlags,
  createLog,
  isFault,
  readSettingFlags,
  readSettings,
  runService,
} from '@aquifer/service';
import type { Terminal } from '@aquifer/service';
import { Command, CommanderError } from 'commander';
import { renderBanner } from './banner.ts';
import { createAquiferService } from './service.ts';
import { aquiferSettings } from './settings.ts';
import { version } from './version.ts';

/** The `aquifer` command: `aquifer up` is what `npm start` runs. Returns the exit code. */
export async function aquiferProgram(terminal: Terminal): Promise<number> {
  let exitCode = 0;
  const program = new Command('aquifer')
    .description('A self-hosted backend of five servers, in one process')
    .version(version, '--version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
    });
  const up = program.command('up').description('Start all servers on embedded storage');
  addSettingFlags(up, aquiferSettings)
    .option('--no-sample', 'do not create the sample database')
    .exitOverride()
    .action(async () => {
      exitCode = await startAll(terminal, up);
    });
  try {
    await program.parseAsync([...terminal.args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    if (!isFault(error)) throw error;
    terminal.stderr.write(`${error.message}\n`);
    return 1;
  }
}

async function startAll(terminal: Terminal, up: Command): Promise<number> {
  const settings = readSettings(
    aquiferSettings,
    { flags: readSettingFlags(up, aquiferSettings), env: terminal.env },
    {
      unknownPrefix: 'AQUIFER_',
      alsoKnown: [],
      onUnknown: (text) => terminal.stderr.write(`${text}\n`),
    },
  );
  const home = resolve(terminal.cwd, settings.home);
  const log = createLog({ level: settings.logLevel, format: settings.logFormat });
  const service = createAquiferService({ home, env: terminal.env });
  return runService(terminal, service, settings, {
    log,
    onStarted: () => void terminal.stdout.write(renderBanner(home, service.notes)),
  });
}
