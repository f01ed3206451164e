import type { ServerNote } from './server.ts';

/** What `aquifer up` prints once everything answers. */
export function renderBanner(home: string, notes: readonly ServerNote[]): string {
  const lines = ['', `Aquifer is up. Data: ${home}`, ''];
  for (const note of notes) {
    lines.push(note.name);
    const width = Math.max(...note.urls.map(({ label }) => label.length));
    for (const { label, url } of note.urls) lines.push(`  ${label.padEnd(width)}  ${url}`);
    for (const remark of note.remarks) lines.push(`  ${remark}`);
    for (const { what, command } of note.commands)
      lines.push('', `  ${what}`, '', `    ${command}`);
    lines.push('');
  }
  lines.push('Ctrl-C stops.', '');
  return lines.join('\n');
}
