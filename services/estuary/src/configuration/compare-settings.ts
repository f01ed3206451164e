import { estuarySettings } from '../settings.ts';
import type { EstuarySettings } from '../settings.ts';

/** What can be replaced while the server runs. */
const LIVE: ReadonlySet<string> = new Set(['jwtSecret', 'jwtSecretPrevious', 'metricsToken']);

/** Names of variables, without their values. */
export interface ChangedVariables {
  readonly live: readonly string[];
  /** What takes a restart. */
  readonly later: readonly string[];
}

/** Which variables have another value than before. */
export function compareSettings(before: EstuarySettings, now: EstuarySettings): ChangedVariables {
  const old = new Map<string, unknown>(Object.entries(before));
  const changed = Object.entries(now)
    .filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(old.get(key)))
    .map(([key]) => key);
  const variables = new Map(
    Object.entries(estuarySettings(now.profile)).map(([key, { env }]) => [key, env]),
  );
  const named = (keys: readonly string[]) => keys.map((key) => variables.get(key) ?? key);
  return {
    live: named(changed.filter((key) => LIVE.has(key))),
    later: named(changed.filter((key) => !LIVE.has(key))),
  };
}
