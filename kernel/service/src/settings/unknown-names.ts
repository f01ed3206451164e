import { closestName } from './closest-name.ts';
import { leafKeys } from './configuration-file.ts';
import { acceptsValueFile, variablesOf } from './define-settings.ts';
import type { Setting } from './define-settings.ts';
import { isServiceLink } from './service-link.ts';

/** A name that looks like a setting and is none. */
export interface UnknownName {
  readonly name: string;
  readonly source: 'environment' | 'file';
  readonly rule: string;
}

/** Finds variables under a prefix that belong to no setting, with the one that was likely meant. */
export function unknownVariables(
  settings: readonly Setting[],
  env: Readonly<Record<string, string | undefined>>,
  prefix: string,
  alsoKnown: readonly string[],
): UnknownName[] {
  const known = new Set(alsoKnown);
  for (const setting of settings) {
    for (const name of variablesOf(setting)) {
      known.add(name);
      if (acceptsValueFile(setting)) known.add(`${name}_FILE`);
    }
  }
  return Object.entries(env)
    .filter(([name]) => name.startsWith(prefix) && !known.has(name))
    .filter(([name, value = '']) => !isServiceLink(name, value))
    .map(([name]) => ({
      name,
      source: 'environment',
      rule: unknownRule(name, [...known], prefix),
    }));
}

/** Finds keys of the configuration file that belong to no setting. */
export function unknownFileKeys(
  settings: readonly Setting[],
  valueByKey: ReadonlyMap<string, unknown>,
  alsoKnown: readonly string[],
): UnknownName[] {
  const fileKeys = settings.map((setting) => setting.fileKey).filter((key) => key !== undefined);
  const known = [...fileKeys, ...alsoKnown];
  return leafKeys(valueByKey)
    .filter((key) => !known.some((covering) => `${key}.`.startsWith(`${covering}.`)))
    .map((name) => ({ name, source: 'file', rule: unknownRule(name, known) }));
}

function unknownRule(name: string, known: readonly string[], prefix?: string): string {
  const meant = closestName(name, known, prefix);
  return meant === undefined ? 'is no setting' : `is no setting; did you mean ${meant}?`;
}
