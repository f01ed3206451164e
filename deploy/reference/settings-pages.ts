import { renderEnvExample, renderSettingsMarkdown } from '@aquifer/service';
import type { SettingsTable } from '@aquifer/service';
import { made } from './reference-page.ts';
import type { ReferencePage } from './reference-page.ts';

/** A server whose settings are shown. */
export interface SettingsPagesOptions<S extends object> {
  /** The name of its folders. */
  readonly server: string;
  /** Its name for people. */
  readonly title: string;
  readonly settings: SettingsTable<S>;
  /** What is said before the tables: where settings come from. */
  readonly introduction: string;
  /** Whether there is a configuration file, whose keys are then a column, the third. */
  readonly hasFile: boolean;
}

/** What is made from the table of a server's settings. */
export function renderSettingsPages<S extends object>({
  server,
  title,
  settings,
  introduction,
  hasFile,
}: SettingsPagesOptions<S>): readonly ReferencePage[] {
  const tables = renderSettingsMarkdown(settings).replaceAll(/^### /gm, '## ').trimEnd();
  return [
    {
      path: `deploy/${server}/env.example`,
      text: `# Every variable of ${title} with its default (${made.replaceAll('`', '')}).
# For systemd: /etc/${server}/${server}.env, mode 0640. For Docker: --env-file.
# A copy without changes changes nothing.

${renderEnvExample(settings)}`,
    },
    {
      path: `docs/${server}/settings.md`,
      text: `# Settings of ${title}

<!-- ${made} from services/${server}/src/settings.ts -->

${introduction}

${hasFile ? tables : tables.replaceAll(/^(\|[^|]*\|[^|]*)\|[^|]*\|/gm, '$1|')}
`,
    },
  ];
}
