import type { SettingsTable } from '@aquifer/service';

/** Every variable of a settings table, with the `_FILE` twins of its secrets. */
export function variablesOf<S extends object>(table: SettingsTable<S>): ReadonlySet<string> {
  const settings: readonly Variables[] = Object.values(table);
  return new Set(
    settings.flatMap(({ env, aliases = [], secret = false }) => [
      env,
      ...aliases,
      ...(secret ? [`${env}_FILE`] : []),
    ]),
  );
}

interface Variables {
  readonly env: string;
  readonly aliases?: readonly string[];
  readonly secret?: boolean;
}

/** Variables of a server that a text names; they begin with its prefix, such as `FAUCET`. */
export const variablesIn = (text: string, prefix: string): string[] => [
  ...new Set(
    [...text.matchAll(new RegExp(`\\b${prefix}_[A-Z0-9_]*[A-Z0-9]\\b`, 'g'))].map(([name]) => name),
  ),
];
