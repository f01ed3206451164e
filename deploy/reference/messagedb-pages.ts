import { messageDbSettings, methods, routes } from '@aquifer/messagedb';
import { made } from './reference-page.ts';
import type { ReferencePage } from './reference-page.ts';
import { renderTable } from './render-table.ts';
import { renderSettingsPages } from './settings-pages.ts';

/** What is made from the tables of MessageDB. */
export function renderMessageDbPages(): readonly ReferencePage[] {
  return [
    ...renderSettingsPages({
      server: 'messagedb',
      title: 'MessageDB',
      settings: messageDbSettings,
      introduction,
      hasFile: false,
    }),
    { path: 'docs/messagedb/api.md', text: apiPage() },
  ];
}

const introduction = `A flag of \`messagedb serve\` wins over an environment variable, and that over the default. Flags may be
written \`--port 8080\`, \`--port=8080\` or \`-port 8080\`; \`--test-mode\` needs no value. Mistakes are all
reported at once, by name, and the server does not start with them; an unknown \`MESSAGEDB_\` variable is a
warning, an unknown flag ends the command with exit code 2. A variable that is empty counts as absent.

Secrets may also come from a file: \`MESSAGEDB_DB_PASSWORD_FILE=/run/secrets/db-password\` reads the password
from there.`;

function apiPage(): string {
  return `# Routes and methods of MessageDB

<!-- ${made} from services/messagedb/src/http/routes.ts and services/messagedb/src/rpc/methods.ts -->

Credentials are the token of a namespace: \`Authorization: Bearer ns_…\`, or \`?token=ns_…\` where headers cannot
be set, which wins. What the methods mean is in [messages.md](messages.md), subscriptions are in
[subscriptions.md](subscriptions.md).

## Routes

${renderTable(
  ['Method', 'Path', 'For', 'Does'],
  routes.map(({ method, path, access, summary }) => [
    method,
    `\`${path}\``,
    access === 'public' ? 'anyone' : 'any token',
    summary,
  ]),
)}

## Methods

The body of \`POST /rpc\` is a JSON array: the method, then its arguments. Surplus arguments and unknown options are
ignored, arguments with a question mark may be left out. The answer is 200 with the bare result as JSON, or an
error status with \`{"error":{"code":"…","message":"…","details":{…}}}\`. The content type of the request does
not matter.

${methodGroups
  .map(({ title, holds }) => {
    const members = methods.filter(({ name }) => holds.test(name));
    return `### ${title}\n\n${renderTable(
      ['Method', 'Arguments', 'Does'],
      members.map(({ name, parameters, summary }) => [
        `\`${name}\``,
        parameters === '' ? 'none' : `\`${parameters}\``,
        summary,
      ]),
    )}\n`;
  })
  .join('\n')}`;
}

const methodGroups: readonly { readonly title: string; readonly holds: RegExp }[] = [
  { title: 'Messages', holds: /^(stream|category)\./ },
  { title: 'Namespaces', holds: /^ns\./ },
  { title: 'The server', holds: /^sys\./ },
  { title: 'Names', holds: /^util\./ },
];
