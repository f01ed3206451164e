import { faucetSettings, routes } from '@aquifer/faucet';
import { made } from './reference-page.ts';
import type { ReferencePage } from './reference-page.ts';
import { renderFaucetRoutes } from './render-faucet-routes.ts';
import { renderSettingsPages } from './settings-pages.ts';

/** What is made from the tables of Faucet. */
export function renderFaucetPages(): readonly ReferencePage[] {
  return [
    ...renderSettingsPages({
      server: 'faucet',
      title: 'Faucet',
      settings: faucetSettings,
      introduction,
      hasFile: true,
    }),
    { path: 'docs/faucet/api.md', text: apiPage() },
  ];
}

const introduction = `Each setting can come from four places. The first that has it wins: a flag of \`faucet serve\`, an
environment variable, the configuration file, the default. Mistakes are all reported at once, by name,
and the server does not start with them; an unknown \`FAUCET_\` variable or key of the file is a warning.

The configuration file is \`--config FILE\`, else \`./faucet.yaml\`, else \`~/.faucet/faucet.yaml\`. In it
\`\${VARIABLE}\` and \`\${VARIABLE:-default}\` are replaced. \`faucet config init\` writes one to begin with, and
\`faucet config show\` prints what is in effect. Besides the keys below it may hold \`services\`: databases
that are created, or brought up to date, at every start (see [operate.md](operate.md#configuration)).

Secrets may also come from a file: \`FAUCET_AUTH_JWT_SECRET_FILE=/run/secrets/jwt\` reads the secret from there.`;

function apiPage(): string {
  return `# Routes of Faucet

<!-- ${made} from services/faucet/src/http/routes.ts -->

The parameters of requests and the shapes of answers to data are in [queries.md](queries.md); those of your
own tables are in the OpenAPI document that the server makes of them. Credentials are an API key
(\`X-API-Key: faucet_…\`) or an administrator's session (\`Authorization: Bearer …\`). Wherever GET is
answered, HEAD is too. Errors are \`{"error":{"code":404,"message":"…","context":{…}}}\`.

${renderFaucetRoutes(routes)}`;
}
