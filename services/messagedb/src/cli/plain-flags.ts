import { Option } from 'commander';
import type { Command } from 'commander';

/**
 * Brings arguments into the one form that commander reads. Operators may write flags as Go programs
 * take them (contract §2.1): `-port 8080`, `--port=8080`, `--test-mode=false`.
 */
export function plainFlags(args: readonly string[], options: readonly Option[]): string[] {
  const byFlag = new Map(options.map((option) => [option.long ?? '', option]));
  return args.map((arg) => {
    const [, name, value] = /^--?([a-z][a-z-]+)(?:=(.*))?$/s.exec(arg) ?? [];
    const flag = `--${name}`;
    const option = byFlag.get(flag);
    if (option === undefined) return arg;
    if (value === undefined) return flag;
    if (!option.isBoolean()) return `${flag}=${value}`;
    if (/^(1|t|true|yes|on)$/i.test(value)) return flag;
    // Anything else stays as it is, and is refused.
    return /^(0|f|false|no|off)$/i.test(value) ? `--no-${name}` : arg;
  });
}

/** Booleans can be switched off too, so that a flag wins over a variable that is on. */
export function addNegations(command: Command): void {
  for (const option of command.options) {
    if (!option.isBoolean() || option.long === undefined || option.negate) continue;
    command.addOption(new Option(option.long.replace('--', '--no-')).hideHelp());
  }
}
