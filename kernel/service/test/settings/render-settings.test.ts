import { describe, expect, it } from 'vitest';
import {
  defineSettings,
  integer,
  readSettings,
  renderEnvExample,
  renderSettingsMarkdown,
} from '../../src/index.ts';
import { sampleSettings } from './sample-settings.ts';

describe('renderEnvExample', () => {
  const text = renderEnvExample(sampleSettings);

  it('lists every variable under its group with sentence, rule and default', () => {
    expect(text).toContain(
      [
        '## Server',
        '',
        '# Port to listen on.',
        '# Value: a port from 0 to 65535.',
        '#DEMO_SERVER_PORT=8080',
      ].join('\n'),
    );
    expect(text).toContain(
      '# Or DEMO_AUTH_SECRET_FILE=path of a file with it.\n#DEMO_AUTH_SECRET=\n',
    );
  });

  it('changes nothing when its lines are taken into use', () => {
    const env: Record<string, string> = {};
    for (const [, name = '', value = ''] of text.matchAll(/^#([A-Z_]+)='?(.*?)'?$/gm)) {
      env[name] = value;
    }
    expect(Object.keys(env)).toHaveLength(8);
    expect(readSettings(sampleSettings, { env })).toEqual(readSettings(sampleSettings, {}));
  });
});

describe('renderSettingsMarkdown', () => {
  const text = renderSettingsMarkdown(sampleSettings);

  it('makes one row per setting, with pipes escaped', () => {
    expect(text).toContain(
      '| `DEMO_SERVER_PORT` | `--port`, `-p` | `server.port` | `8080` | ' +
        'Port to listen on. Value: a port from 0 to 65535. |',
    );
    expect(text).toContain(String.raw`Least level \| that is logged.`);
    expect(text).toContain('Also accepted: `DEMO_SECRET`.');
  });

  it('hides the default of a secret', () => {
    const table = defineSettings<{ pin: number }>({
      pin: { env: 'DEMO_PIN', schema: integer(), default: 123_456, secret: true, help: 'Pin.' },
    });
    expect(renderSettingsMarkdown(table)).not.toContain('123456');
    expect(renderEnvExample(table)).not.toContain('123456');
  });
});
