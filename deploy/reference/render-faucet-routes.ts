import type { Route, RouteAccess } from '@aquifer/faucet';
import { renderTable } from './render-table.ts';

/** Who may call, in the words of the page. */
const accessWords: Readonly<Record<RouteAccess, string>> = {
  public: 'anyone',
  admin: 'administrators',
  caller: 'any credential, as its role permits',
};

const sections: readonly { readonly title: string; readonly holds: RegExp }[] = [
  { title: 'Setup, sessions and administration', holds: /^\/api\/v1\/(setup|system)(\/|$)/ },
  { title: 'Databases', holds: /^\/api\/v1\/:service(\/|$)/ },
  { title: 'Health, metrics, OpenAPI and MCP', holds: /^/ },
];

/** Renders the table of routes for `docs/faucet/api.md`: one Markdown table per section. */
export function renderFaucetRoutes(routes: readonly Route[]): string {
  const left = new Set(routes);
  return sections
    .map(({ title, holds }) => {
      const members = [...left].filter(({ path }) => holds.test(path));
      for (const member of members) left.delete(member);
      return renderSection(title, members);
    })
    .join('\n');
}

function renderSection(title: string, routes: readonly Route[]): string {
  const rows = routes.map(({ method, path, access, summary }) => [
    method,
    `\`${path.replaceAll(/:(\w+)/g, '{$1}')}\``,
    accessWords[access],
    summary,
  ]);
  return `## ${title}

${renderTable(['Method', 'Path', 'For', 'Does'], rows)}
`;
}
