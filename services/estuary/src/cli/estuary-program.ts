import type { Terminal } from '@aquifer/service';
import { Command, CommanderError } from 'commander';
import { version } from '../version.ts';
import type { Given, ProgramCommand } from './command.ts';
import { commands } from './commands.ts';

/** The exit code of arguments that make no sense (contract §1). */
const USAGE_ERROR = 2;

/** The `estuary` command; returns the exit code. */
export async function estuaryProgram(terminal: Terminal): Promise<number> {
  let exitCode = 0;
  const program = new Command('estuary')
    .description('A ready-to-deploy items API; settings come from the environment and from .env')
    .version(version, '-v, --version', 'print the version');
  for (const one of commands) {
    addCommand(program, one).action(async (...given: unknown[]) => {
      exitCode = await one.run(terminal, givenOf(one, given));
    });
  }
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

function addCommand(
  program: Command,
  { name, description, argument, flags = [], isDefault = false }: ProgramCommand,
): Command {
  const command = program.command(name, { isDefault }).description(description);
  if (argument !== undefined) command.argument(...argument);
  for (const { flag, help, isRequired = false } of flags) {
    if (isRequired) command.requiredOption(flag, help);
    else command.option(flag, help);
  }
  return command;
}

/** Commander gives the arguments of a command, and then its flags. */
function givenOf({ argument }: ProgramCommand, given: readonly unknown[]): Given {
  const isOne = argument !== undefined;
  return {
    argument: isOne ? (given[0] as string | undefined) : undefined,
    flags: given[isOne ? 1 : 0] as Given['flags'],
  };
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
