import { booleanText } from '@aquifer/service';
import { Option } from 'commander';
import type { Command } from 'commander';
import { usageError } from './usage-error.ts';

/**
 * Brings arguments into the one form that commander reads. Operators may write flags as Go programs
 * take them (contract §2.1): `-port 8080`, `--port=8080`, `--test-mode=false`. Throws a
 * usage error for a value that a boolean flag does not take.
 */
export function plainFlags(args: readonly string[], options: readonly Option[]): string[] {
  const byFlag = new Map(options.map((option) => [option.long ?? '', option]));
  return args.map((arg, index) => {
    const [, name, value] = /^--?([a-z][a-z-]+)(?:=(.*))?$/s.exec(arg) ?? [];
    const flag = `--${name}`;
    const option = byFlag.get(flag);
    if (option === undefined) return arg;
    if (!option.isBoolean()) return value === undefined ? flag : `${flag}=${value}`;
    if (value === undefined) {
      refuseValue(flag, args[index + 1]);
      return flag;
    }
    const isOn = booleanText.safeParse(value);
    if (!isOn.success)
      throw refusal(`${flag} must be true or false (also 1/0, yes/no, on/off)`, value);
    return isOn.data ? flag : `--no-${name}`;
  });
}

/** No command of ours takes anything but flags, so what stands behind this one is meant for it. */
function refuseValue(flag: string, next: string | undefined): void {
  if (next === undefined || next.startsWith('-')) return;
  throw refusal(`${flag} takes a value only as ${flag}=true or ${flag}=false`, next);
}

const refusal = (rule: string, value: string): Error =>
  usageError(`${rule}, not ${JSON.stringify(value)}`);

/** Booleans can be switched off too, so that a flag wins over a variable that is on. */
export function addNegations(command: Command): void {
  for (const option of command.options) {
    if (!option.isBoolean() || option.long === undefined || option.negate) continue;
    command.addOption(new Option(option.long.replace('--', '--no-')).hideHelp());
  }
}
