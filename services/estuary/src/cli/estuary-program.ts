import type { Terminal } from '@aquifer/service';
import { Command, CommanderError } from 'commander';
import { version } from '../version.ts';
import { checkConfig } from './check-config.ts';
import { healthcheck } from './healthcheck.ts';
import { serve } from './serve.ts';

/** The exit code of arguments that make no sense (contract §1). */
const USAGE_ERROR = 2;

/** The `estuary` command; returns the exit code. */
export async function estuaryProgram(terminal: Terminal): Promise<number> {
  let exitCode = 0;
  const program = new Command('estuary')
    .description('A ready-to-deploy items API; settings come from the environment and from .env')
    .version(version, '-v, --version', 'print the version');
  program
    .command('serve', { isDefault: true })
    .description('Start the server (also without a command)')
    .action(async () => {
      exitCode = await serve(terminal);
    });
  program
    .command('check-config')
    .description('Check the configuration and print it as JSON, without secrets')
    .action(() => {
      exitCode = checkConfig(terminal);
    });
  program
    .command('healthcheck')
    .argument('[url]', 'default: /health/live of this machine on PORT')
    .description('Ask a running server whether it is alive; exit code 0 or 1')
    .action(async (url?: string) => {
      exitCode = await healthcheck(terminal, url);
    });
  quieten(program, terminal);
  try {
    await program.parseAsync(terminal.args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    terminal.stderr.write(
      `${error.message.replace(/^error: /, '')}\n\n${program.helpInformation()}`,
    );
    return USAGE_ERROR;
  }
}

/** Commander neither exits nor writes by itself. */
function quieten(command: Command, terminal: Terminal): void {
  command.exitOverride();
  command.configureOutput({
    writeOut: (text) => void terminal.stdout.write(text),
    writeErr: (text) => void terminal.stderr.write(text),
    outputError: () => undefined,
  });
  for (const child of command.commands) quieten(child, terminal);
}
