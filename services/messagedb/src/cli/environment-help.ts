import { messageDbSettings } from '../settings.ts';

/** Every variable with its meaning, for `messagedb help` (contract §2.1). */
export function environmentHelp(): string {
  const settings = Object.values(messageDbSettings);
  const width = Math.max(...settings.map(({ env }) => env.length));
  const lines = settings.map((setting) => {
    const isShown = setting.default !== undefined && setting.secret !== true;
    const fallback = isShown ? ` (default: ${String(setting.default)})` : '';
    return `  ${setting.env.padEnd(width)}  ${setting.help}${fallback}`;
  });
  return `\nEnvironment, where no flag says otherwise:\n${lines.join('\n')}`;
}
