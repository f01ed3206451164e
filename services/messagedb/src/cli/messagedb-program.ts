import { isFault } from '@aquifer/service';
import type { Terminal } from '@aquifer/service';
import { Command, CommanderError } from 'commander';
import { version } from '../version.ts';
import { addAdoptCommand } from './adopt-command.ts';
import { environmentHelp } from './environment-help.ts';
import { addExportCommand } from './export-command.ts';
import { addImportCommand } from './import-command.ts';
import { plainFlags } from './plain-flags.ts';
import { addServeCommand } from './serve-command.ts';
import { USAGE_EXIT_CODE } from './usage-error.ts';

/** The `messagedb` command: returns the exit code; errors are one line on standard error. */
export async function messageDbProgram(terminal: Terminal): Promise<number> {
  let exitCode = 0;
  const exitWith = (code: number): void => {
    exitCode = code;
  };
  const program = new Command('messagedb')
    .description('Event streams: append with optimistic concurrency, read, subscribe')
    .version(version, '-v, --version', 'print the version');
  program
    .command('version')
    .description('Print the version')
    .action(() => void terminal.stdout.write(`${version}\n`));
  const serve = addServeCommand(program, terminal, exitWith);
  addExportCommand(program, terminal);
  addImportCommand(program, terminal);
  addAdoptCommand(program, terminal);
  program.addHelpText('after', environmentHelp());
  quieten(program, terminal);
  const args = withCommand(terminal.args, program);
  const options =
    program.commands.find((command) => command.name() === args[0])?.options ?? serve.options;
  try {
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(plainFlags(args, options), { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return reportUsage(terminal, error);
    if (!isFault(error)) throw error;
    terminal.stderr.write(`${error.message}\n`);
    return 1;
  }
}

/** Flags alone mean `serve` (contract §2.1). */
function withCommand(args: readonly string[], program: Command): readonly string[] {
  const [first] = args;
  const isFlag = first?.startsWith('-') === true;
  const isOwn = /^--?(h|help|v|version)$/.test(first ?? '');
  if (first !== undefined && isOwn) return [first.replace(/^-(help|version)$/, '--$1')];
  return isFlag && program.commands.length > 0 ? ['serve', ...args] : args;
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

function reportUsage({ stderr }: Terminal, error: CommanderError): number {
  if (error.exitCode === 0) return 0;
  stderr.write(`${error.message.replace(/^error: /, '')}\nSee: messagedb help\n`);
  return USAGE_EXIT_CODE;
}
