import type { Setting } from './define-settings.ts';

/** Settings by group in the order they were declared; without a group they stand under ''. */
export function groupSettings(settings: readonly Setting[]): ReadonlyMap<string, Setting[]> {
  const groups = new Map<string, Setting[]>();
  for (const setting of settings) {
    const group = groups.get(setting.group ?? '');
    if (group === undefined) groups.set(setting.group ?? '', [setting]);
    else group.push(setting);
  }
  return groups;
}
