import { defaultText } from './default-text.ts';
import { listSettings } from './define-settings.ts';
import type { Setting, SettingsTable } from './define-settings.ts';
import { describeSchema } from './describe-schema.ts';
import { groupSettings } from './group-settings.ts';

/**
 * Renders `env.example`: every variable with its sentence and rule, commented out and set to its
 * default, so that an unchanged copy changes nothing.
 */
export function renderEnvExample<S extends object>(table: SettingsTable<S>): string {
  const settings = listSettings(table).map(([, setting]) => setting);
  const sections = [...groupSettings(settings)].map(([group, members]) => {
    const heading = group === '' ? [] : [`## ${group}\n`];
    return [...heading, ...members.map((setting) => renderVariable(setting))].join('\n');
  });
  return sections.join('\n');
}

function renderVariable(setting: Setting): string {
  const { rule } = describeSchema(setting.schema);
  const comments = [setting.help];
  if (rule !== '') comments.push(`Value: ${rule}.`);
  if (setting.secret === true) comments.push(`Or ${setting.env}_FILE=path of a file with it.`);
  const value = setting.secret === true ? '' : (defaultText(setting) ?? '');
  return [...comments.map((line) => `# ${line}`), `#${setting.env}=${quoteValue(value)}`, ''].join(
    '\n',
  );
}

/** Quotes what shells and Docker's env files would read differently. */
function quoteValue(value: string): string {
  return /[\s#'"$`\\]/.test(value) ? `'${value.replaceAll("'", String.raw`'\''`)}'` : value;
}
