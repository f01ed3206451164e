import { defaultText } from './default-text.ts';
import { listSettings } from './define-settings.ts';
import type { Setting, SettingsTable } from './define-settings.ts';
import { describeSchema } from './describe-schema.ts';
import { groupSettings } from './group-settings.ts';

const HEADER = ['Variable', 'Flag', 'File key', 'Default', 'Meaning'];

/** Renders the settings for the docs: one Markdown table per group, in the order of declaration. */
export function renderSettingsMarkdown<S extends object>(table: SettingsTable<S>): string {
  const settings = listSettings(table).map(([, setting]) => setting);
  const sections = [...groupSettings(settings)].map(([group, members]) => {
    const heading = group === '' ? [] : [`### ${group}`, ''];
    const rows = [HEADER, HEADER.map(() => '---'), ...members.map((setting) => renderRow(setting))];
    return [...heading, ...rows.map((cells) => `| ${cells.join(' | ')} |`), ''].join('\n');
  });
  return sections.join('\n');
}

function renderRow(setting: Setting): string[] {
  const { rule } = describeSchema(setting.schema);
  const aliases = setting.aliases?.map((name) => codeSpan(name)).join(', ');
  const sentences = [
    setting.help,
    ...(rule === '' ? [] : [`Value: ${rule}.`]),
    ...(setting.secret === true ? [`Or ${codeSpan(`${setting.env}_FILE`)}.`] : []),
    ...(aliases === undefined ? [] : [`Also accepted: ${aliases}.`]),
  ];
  const flags = [setting.flag, setting.short].filter((name) => name !== undefined);
  return [
    codeSpan(setting.env),
    flags.map((name) => codeSpan(name)).join(', '),
    setting.fileKey === undefined ? '' : codeSpan(setting.fileKey),
    codeSpan(defaultText(setting) ?? ''),
    sentences.join(' ').replaceAll('|', String.raw`\|`),
  ];
}

function codeSpan(text: string): string {
  return text === '' ? '' : `\`${text.replaceAll('|', String.raw`\|`)}\``;
}
