import type { Setting } from './define-settings.ts';

/** A setting's default as it is shown, or undefined if it has none or hides it. */
export function defaultText(setting: Setting): string | undefined {
  if (setting.default === undefined) return undefined;
  if (setting.secret === true) return '(hidden)';
  return Array.isArray(setting.default) ? setting.default.join(',') : String(setting.default);
}
