import { describe, expect, it } from 'vitest';
import { routes } from '../../src/http/routes.ts';
import { openApiDocument } from '../../src/openapi/document.ts';
import { closedSettings, openSettings } from '../support/document-settings.ts';
import { lintWithRedocly } from '../support/lint-with-redocly.ts';

describe('the OpenAPI document that clients are made from', () => {
  it.each([
    // Clients look for it by its name, whether tokens are asked for or not.
    ['asks for nothing', openSettings, ['Security scheme: "bearer_auth" is never used.']],
    ['asks for everything', closedSettings, []],
  ])(
    'is valid by the rules that Redocly recommends, of a server that %s',
    { timeout: 120_000 },
    (_title, settings, warnings) => {
      expect(lintWithRedocly(openApiDocument(routes, settings))).toEqual(warnings);
    },
  );
});
