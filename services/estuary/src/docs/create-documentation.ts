import { readFileSync } from 'node:fs';
import { validatedText } from '../http/validated-text.ts';
import type { DocumentSettings, RouteLine } from '../openapi/document-settings.ts';
import { openApiDocument } from '../openapi/document.ts';
import type { ApiDocument } from './api-document.ts';
import type { Documentation } from './documentation.ts';
import { renderPage } from './render-page.ts';

/** Beside `src` and `dist` alike. */
const pageFile = (name: string): string =>
  readFileSync(new URL(`../../page/${name}`, import.meta.url), 'utf8');

/** Describes these routes of a server with these settings, once for as long as it runs. */
export function createDocumentation(
  routes: readonly RouteLine[],
  settings: DocumentSettings,
): Documentation {
  const document = openApiDocument(routes, settings);
  return {
    openApi: validatedText('application/json', `${JSON.stringify(document)}\n`),
    page: validatedText('text/html; charset=utf-8', renderPage(document as unknown as ApiDocument)),
    styles: validatedText('text/css; charset=utf-8', pageFile('page.css')),
    script: validatedText('text/javascript; charset=utf-8', pageFile('page.js')),
  };
}
