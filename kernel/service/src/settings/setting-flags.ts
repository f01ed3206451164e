import { Option } from 'commander';
import type { Command } from 'commander';
import { defaultText } from './default-text.ts';
import { listSettings } from './define-settings.ts';
import type { Setting, SettingsTable } from './define-settings.ts';
import { describeSchema } from './describe-schema.ts';

/**
 * Adds the flags of a table to a command, with help, variable and default. The defaults are told
 * but not set, so that a flag nobody typed does not hide a variable. Returns the command.
 */
export function addSettingFlags<S extends object>(
  command: Command,
  table: SettingsTable<S>,
): Command {
  for (const [, setting] of listSettings(table)) {
    if (setting.flag !== undefined) command.addOption(flagOption(setting.flag, setting));
  }
  return command;
}

/** The flags that were typed, by the setting's name in the table, for `readSettings`. */
export function readSettingFlags<S extends object>(
  command: Command,
  table: SettingsTable<S>,
): Record<string, unknown> {
  const typed = command.optsWithGlobals();
  const flags: Record<string, unknown> = {};
  for (const [key, { flag }] of listSettings(table)) {
    if (flag === undefined) continue;
    const attribute = new Option(flag).attributeName();
    if (command.getOptionValueSourceWithGlobals(attribute) === 'cli') {
      flags[key] = typed[attribute];
    }
  }
  return flags;
}

function flagOption(flag: string, setting: Setting): Option {
  const { kind } = describeSchema(setting.schema);
  const names = setting.short === undefined ? flag : `${setting.short}, ${flag}`;
  const option = new Option(kind === 'boolean' ? names : `${names} <${kind}>`, flagHelp(setting));
  if (kind === 'list') {
    option.argParser<string>((item, former) => (former === undefined ? item : `${former},${item}`));
  }
  return option;
}

function flagHelp(setting: Setting): string {
  const text = defaultText(setting);
  const facts = [`env: ${setting.env}`, ...(text === undefined ? [] : [`default: ${text}`])];
  return `${setting.help} (${facts.join(', ')})`;
}
