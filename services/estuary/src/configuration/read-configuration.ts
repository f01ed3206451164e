import { isFault, readSettings } from '@aquifer/service';
import type { SettingProblem } from '@aquifer/service';
import { estuarySettings } from '../settings.ts';
import type { EstuarySettings } from '../settings.ts';
import { profiles } from '../settings/choices.ts';
import type { Profile } from '../settings/choices.ts';
import { checkTogether } from './check-together.ts';
import { findPlaceholders } from './placeholders.ts';

/** A configuration that can be served with, or all that is wrong with it. */
export type Configuration =
  | {
      readonly kind: 'good';
      readonly settings: EstuarySettings;
      readonly warnings: readonly string[];
    }
  | { readonly kind: 'bad'; readonly problems: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads and checks everything, so that an operator learns of all problems at once (contract §3). */
export function readConfiguration(env: Environment): Configuration {
  const profile = profileOf(env);
  const { settings, problems } = readEach(env, profile);
  const { refusals, warnings } = findPlaceholders(env, profile);
  const together = checkTogether(settings, env);
  const all = [...problems, ...refusals, ...together.problems];
  if (all.length > 0) return { kind: 'bad', problems: all };
  return {
    kind: 'good',
    settings: settings as EstuarySettings,
    warnings: [...warnings, ...together.warnings],
  };
}

/** Development where the profile itself is wrong, which is then one of the problems. */
function profileOf(env: Environment): Profile {
  const word = env['APP_PROFILE']?.trim().toLowerCase();
  return profiles.find((profile) => profile === word) ?? 'development';
}

/** One setting at a time: what is right can be checked further though something else is wrong. */
function readEach(
  env: Environment,
  profile: Profile,
): { readonly settings: Partial<EstuarySettings>; readonly problems: readonly string[] } {
  const problems: string[] = [];
  let settings: Partial<EstuarySettings> = {};
  for (const [key, setting] of Object.entries(estuarySettings(profile))) {
    try {
      settings = { ...settings, ...readSettings({ [key]: setting }, { env }) };
    } catch (error) {
      if (!isFault(error)) throw error;
      const { problems: found } = error.context as { readonly problems: readonly SettingProblem[] };
      problems.push(...found.map(({ name, rule }) => `${name} ${rule}`));
    }
  }
  return { settings, problems };
}
