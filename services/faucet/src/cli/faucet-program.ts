import { addSettingFlags, isFault, readSettingFlags } from '@aquifer/service';
import type { Terminal } from '@aquifer/service';
import { Command, CommanderError } from 'commander';
import { faucetSettings } from '../settings.ts';
import { addAdminCommands } from './admin-commands.ts';
import { addBenchmarkCommand } from './benchmark-command.ts';
import type { CliContext } from './cli-context.ts';
import { addCompletionCommand } from './completion-command.ts';
import { addConfigCommands } from './config-commands.ts';
import { addContractCommands } from './contract-commands.ts';
import { addDatabaseCommands } from './database-commands.ts';
import { addKeyCommands } from './key-commands.ts';
import { addMcpCommand } from './mcp-command.ts';
import { addOpenApiCommand } from './openapi-command.ts';
import { addProcessCommands } from './process-commands.ts';
import { addRoleCommands } from './role-commands.ts';
import { addServeCommand } from './serve-command.ts';
import { addVersionCommand } from './version-command.ts';

/** The `faucet` command (contract §2): returns the exit code; errors are one line on standard error. */
export async function faucetProgram(terminal: Terminal): Promise<number> {
  let exitCode = 0;
  let current: Command | undefined;
  const program = new Command('faucet')
    .description('A REST, OpenAPI and MCP API over any SQL database')
    .option('--config <file>', './faucet.yaml, then ~/.faucet/faucet.yaml, when absent');
  addSettingFlags(program, { dataDir: faucetSettings.dataDir });
  program.hook('preAction', (_program, command) => {
    current = command;
  });
  const context: CliContext = {
    terminal,
    flags: () => (current === undefined ? {} : readSettingFlags(current, faucetSettings)),
    configPath: () => program.opts<{ config?: string }>().config,
    print: (text) => void terminal.stdout.write(`${text}\n`),
  };
  addServeCommand(program, context, (code) => {
    exitCode = code;
  });
  addProcessCommands(program, context);
  addAdminCommands(program, context);
  addContractCommands(addDatabaseCommands(program, context), context);
  addRoleCommands(program, context);
  addKeyCommands(program, context);
  addOpenApiCommand(program, context);
  addMcpCommand(program, context, (code) => {
    exitCode = code;
  });
  addBenchmarkCommand(program, context);
  addConfigCommands(program, context);
  addVersionCommand(program, context);
  addCompletionCommand(program, context);
  // Commander sends help nobody asked for to standard error, also after `help bogus`.
  let unaskedHelp = '';
  quieten(program, terminal, (text) => {
    unaskedHelp += text;
  });
  try {
    await program.parseAsync([...terminal.args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return report(terminal, error, unaskedHelp);
  }
}

/** Commander neither exits nor prints errors by itself: `report` does, in our words. */
function quieten(command: Command, terminal: Terminal, onHelp: (text: string) => void): void {
  command.exitOverride();
  command.showSuggestionAfterError(false);
  command.configureOutput({
    writeOut: (text) => void terminal.stdout.write(text),
    writeErr: onHelp,
    outputError: () => undefined,
  });
  for (const child of command.commands) quieten(child, terminal, onHelp);
}

function report({ args, stdout, stderr }: Terminal, error: unknown, unaskedHelp: string): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (error.code === 'commander.help' && !args.includes('help')) {
      // `faucet` and `faucet db` alone: the list of commands is the answer.
      stdout.write(unaskedHelp);
      return 0;
    }
    stderr.write(`${sentenceOf(error, args)}\n`);
    return 1;
  }
  if (isFault(error)) {
    stderr.write(`${error.message}\n`);
    return 1;
  }
  throw error;
}

/** Commander's sentences, as the contract words them (§2). */
function sentenceOf(error: CommanderError, args: readonly string[]): string {
  const [, quoted = ''] = /'([^']+)'/.exec(error.message) ?? [];
  switch (error.code) {
    case 'commander.unknownCommand':
      return unknownCommand(quoted);
    case 'commander.unknownOption':
      return `unknown flag: ${quoted}`;
    case 'commander.missingMandatoryOptionValue':
      return `required flag(s) "${/--([a-z-]+)/.exec(quoted)?.[1] ?? quoted}" not set`;
    case 'commander.help':
      return unknownCommand(args.at(-1) ?? '');
    default:
      return error.message.replace(/^error: /, '');
  }
}

const unknownCommand = (name: string): string => `unknown command "${name}" for "faucet"`;
