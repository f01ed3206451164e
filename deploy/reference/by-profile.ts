import { estuarySettings } from '@aquifer/estuary';
import type { EstuarySettings } from '@aquifer/estuary';
import type { SettingsTable } from '@aquifer/service';

/** Estuary's profiles, the one that is used without a choice first. */
const profiles = ['development', 'staging', 'production'] as const;
type Profile = (typeof profiles)[number];

/** A line of a page that is made of the settings, as it is in each profile. */
export type LineByProfile = readonly (readonly [profile: Profile, line: string])[];

/**
 * Renders the settings of every profile, and makes one page of them: where they differ, which is in
 * defaults, `merge` makes one line of three.
 */
export function renderByProfile(
  render: (table: SettingsTable<EstuarySettings>) => string,
  merge: (lines: LineByProfile) => string,
): string {
  const pages = profiles.map((profile) => [profile, render(tableOf(profile)).split('\n')] as const);
  const [first] = pages;
  return (first?.[1] ?? [])
    .map((line, index) => {
      const lines = pages.map(([profile, page]) => [profile, page[index] ?? ''] as const);
      return lines.every(([, other]) => other === line) ? line : merge(lines);
    })
    .join('\n');
}

/** The words "`1000`; staging and production: `100`" for a default that differs. */
export function tellApart(lines: LineByProfile, valueOf: (line: string) => string): string {
  const byValue = new Map<string, Profile[]>();
  for (const [profile, line] of lines) {
    const value = valueOf(line);
    byValue.set(value, [...(byValue.get(value) ?? []), profile]);
  }
  const [[usual] = [''], ...others] = [...byValue];
  return [usual, ...others.map(([value, members]) => `${members.join(' and ')}: ${value}`)].join(
    '; ',
  );
}

/** The setting of the profile itself is development by default, whichever profile is looked at. */
const tableOf = (profile: Profile): SettingsTable<EstuarySettings> => ({
  ...estuarySettings(profile),
  profile: estuarySettings('development').profile,
});
