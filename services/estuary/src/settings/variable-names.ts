import { estuarySettings } from '../settings.ts';

/** Every variable that is ours, with aliases and the names of files that hold values. */
export const variableNames: ReadonlySet<string> = new Set(
  Object.values(estuarySettings('development')).flatMap(({ env, aliases = [] }) =>
    [env, ...aliases].flatMap((name) => [name, `${name}_FILE`]),
  ),
);
