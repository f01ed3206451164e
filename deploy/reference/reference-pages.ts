import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { renderEstuaryPages } from './estuary-pages.ts';
import { renderFaucetPages } from './faucet-pages.ts';
import { renderMessageDbPages } from './messagedb-pages.ts';
import type { ReferencePage } from './reference-page.ts';

/** Everything in the documents and in `deploy/` that is made from the tables of the servers. */
export function renderReferencePages(): readonly ReferencePage[] {
  return [...renderFaucetPages(), ...renderMessageDbPages(), ...renderEstuaryPages()].map((page) =>
    page.path.endsWith('.md') ? formatted(page) : page,
  );
}

/** Laid out by the formatter that checks every page of the repository. */
function formatted({ path, text }: ReferencePage): ReferencePage {
  const root = resolve(import.meta.dirname, '../..');
  const formatter = resolve(root, 'node_modules/oxfmt/bin/oxfmt');
  const output = execFileSync(process.execPath, [formatter, `--stdin-filepath=${path}`], {
    cwd: root,
    input: text,
    encoding: 'utf8',
  });
  return { path, text: output };
}
