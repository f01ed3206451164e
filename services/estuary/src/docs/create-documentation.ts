import { readFileSync } from 'node:fs';
import { validatedText } from '../http/validated-text.ts';
import type { DocumentSettings, RouteLine } from '../openapi/document-settings.ts';
import { openApiDocument } from '../openapi/document.ts';
import type { ApiDocument } from './api-document.ts';
import type { Description, Documentation } from './documentation.ts';
import { renderPage } from './render-page.ts';

/** Beside `src` and `dist` alike. */
const pageFile = (name: string): string =>
  readFileSync(new URL(`../../page/${name}`, import.meta.url), 'utf8');

/** Describes these routes of a server with these settings, and collections as they are declared. */
export function createDocumentation(
  routes: readonly RouteLine[],
  settings: DocumentSettings,
): Documentation {
  return {
    describe: (collections) => describe(openApiDocument(routes, settings, collections)),
    styles: validatedText('text/css; charset=utf-8', pageFile('page.css')),
    script: validatedText('text/javascript; charset=utf-8', pageFile('page.js')),
  };
}

const pageOf = (document: ReturnType<typeof openApiDocument>): Description['page'] =>
  validatedText('text/html; charset=utf-8', renderPage(document as unknown as ApiDocument));

/** Whoever asks for one does not pay for the other. */
function describe(document: ReturnType<typeof openApiDocument>): Description {
  let page: Description['page'] | undefined;
  return {
    openApi: validatedText('application/json', `${JSON.stringify(document)}\n`),
    get page() {
      page ??= pageOf(document);
      return page;
    },
  };
}
