import { Fault } from '@aquifer/service';
import type { Command } from 'commander';
import type { CliContext } from './cli-context.ts';

/** `faucet completion <shell>`: a script that completes commands and flags. */
export function addCompletionCommand(program: Command, context: CliContext): void {
  program
    .command('completion')
    .description('Print a completion script for bash, zsh or fish')
    .argument('<shell>', 'bash, zsh or fish')
    .action((shell: string) => context.print(completionScript(program, shell)));
}

function completionScript(program: Command, shell: string): string {
  const words = wordsByCommand(program);
  switch (shell) {
    case 'bash':
      return bashScript(words);
    case 'zsh':
      return `autoload -U +X bashcompinit && bashcompinit\n${bashScript(words)}`;
    case 'fish':
      return fishScript(words);
    default:
      throw new Fault({
        code: 'command_refused',
        status: 400,
        message: `unknown shell "${shell}": bash, zsh and fish are known`,
      });
  }
}

/** What may follow each command path: `db` → `add list …`, `db add` → `--name …`. */
function wordsByCommand(program: Command): ReadonlyMap<string, readonly string[]> {
  const words = new Map<string, readonly string[]>();
  const visit = (command: Command, path: string): void => {
    const options = command.options.flatMap((option) => (option.long ? [option.long] : []));
    words.set(path, [...command.commands.map((child) => child.name()), ...options, '--help']);
    for (const child of command.commands) visit(child, `${path} ${child.name()}`.trim());
  };
  visit(program, '');
  return words;
}

function bashScript(words: ReadonlyMap<string, readonly string[]>): string {
  const cases = [...words].map(([path, next]) => `    "${path}") next="${next.join(' ')}" ;;`);
  return [
    '_faucet() {',
    '  local path="" word next',
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    '    case "$word" in -*) ;; *) path="${path:+$path }$word" ;; esac',
    '  done',
    '  case "$path" in',
    ...cases,
    '  esac',
    '  COMPREPLY=($(compgen -W "$next" -- "${COMP_WORDS[COMP_CWORD]}"))',
    '}',
    'complete -F _faucet faucet',
  ].join('\n');
}

function fishScript(words: ReadonlyMap<string, readonly string[]>): string {
  return [...words]
    .flatMap(([path, next]) => {
      const condition =
        path === '' ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${path}`;
      return next.map((word) =>
        word.startsWith('--')
          ? `complete -c faucet -n '${condition}' -l ${word.slice(2)}`
          : `complete -c faucet -f -n '${condition}' -a ${word}`,
      );
    })
    .join('\n');
}
