import { renderEnvExample, renderSettingsMarkdown } from '@aquifer/service';
import { renderByProfile, tellApart } from './by-profile.ts';
import type { LineByProfile } from './by-profile.ts';
import { convexDecision } from './convex-decision.ts';
import { estuaryApiPage } from './estuary-api-page.ts';
import { made } from './reference-page.ts';
import type { ReferencePage } from './reference-page.ts';

/** What is made from the tables and the rules of Estuary. */
export function renderEstuaryPages(): readonly ReferencePage[] {
  return [
    { path: 'deploy/estuary/.env.example', text: envExample() },
    { path: 'docs/estuary/settings.md', text: settingsPage() },
    { path: 'docs/estuary/api.md', text: estuaryApiPage() },
    { path: 'deploy/estuary/convex/decision.ts', text: convexDecision() },
  ];
}

function envExample(): string {
  return `# Every variable of Estuary with its default (${made.replaceAll('`', '')}).
# Copy it to .env: Estuary reads that file in its working directory, and so do systemd and Compose.
# The environment wins over it. A copy without changes changes nothing.
# Where profiles have different defaults, the line has the one of production.

${renderByProfile(renderEnvExample, mergeVariables)}`;
}

/** `#NAME=default` of production, behind a comment that has all three. */
function mergeVariables(lines: LineByProfile): string {
  const told = tellApart(lines, (line) => line.slice(line.indexOf('=') + 1));
  return `# Default: ${told}.\n${lines.at(-1)?.[1] ?? ''}`;
}

function settingsPage(): string {
  return `# Settings of Estuary

<!-- ${made} from services/estuary/src/settings.ts -->

Estuary takes its settings from environment variables, and from a file \`.env\` in its working directory where
there is one. A variable of the environment wins over the same one of the file. A variable that is empty
counts as absent, blanks around a value do not count. \`APP_PROFILE\` decides over the defaults; anything may be
set in any profile.

Mistakes are all reported at once, one line each on standard error, by the name of the variable and never
with the value of a secret; the server then does not start, and ends with exit code 2.
\`npx estuary check-config\` does only this, and prints what would be in effect.

Secrets, addresses and other texts may also come from a file: \`JWT_SECRET_FILE=/run/secrets/jwt\` reads the secret
from there. A variable and its file that say different things are a mistake. More about secrets, and about
example values that are refused: [secrets-management.md](secrets-management.md).

The file \`.env\` has lines of the form \`NAME=value\`, with quotes around the value and \`export\` before
the name if you like, and comments that begin with \`#\`.

${renderByProfile(settingsTables, mergeRows).replaceAll(/^### /gm, '## ').trimEnd()}
`;
}

/** There are neither flags nor a configuration file: their columns, the second and the third, are empty. */
const settingsTables: typeof renderSettingsMarkdown = (table) =>
  renderSettingsMarkdown(table).replaceAll(/^(\|[^|]*\|)[^|]*\|[^|]*\|/gm, '$1');

const cellsOf = (line: string): string[] => line.split(' | ');

function mergeRows(lines: LineByProfile): string {
  const [name = '', , ...rest] = cellsOf(lines[0]?.[1] ?? '');
  return [name, tellApart(lines, (line) => cellsOf(line)[1] ?? ''), ...rest].join(' | ');
}
