import type { Description } from '../docs/documentation.ts';
import type { Route } from './route.ts';
import { sendValidated } from './validated-text.ts';

const describe =
  (part: keyof Description): Route['handle'] =>
  async ({ documentation }, request, reply) =>
    sendValidated(request, reply, (await documentation.description())[part]);

const send =
  (part: 'styles' | 'script'): Route['handle'] =>
  ({ documentation }, request, reply) =>
    sendValidated(request, reply, documentation[part]);

/**
 * The OpenAPI document, and a page that shows it (contract §16). Styles and script of the page have
 * routes of their own, since the strict content security policy allows none within it.
 */
export const documentationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/openapi.json',
    operation: 'getOpenApi',
    summary: 'This API as an OpenAPI 3.1 document',
    handle: describe('openApi'),
  },
  {
    method: 'GET',
    path: '/api/v1/openapi.json',
    operation: 'getOpenApiV1',
    summary: 'The same as /openapi.json; needs no token either',
    handle: describe('openApi'),
  },
  {
    method: 'GET',
    path: '/docs',
    operation: 'getDocs',
    summary: 'This API as a page to read and to try',
    handle: describe('page'),
  },
  {
    method: 'GET',
    path: '/docs/page.css',
    operation: 'getDocsStyles',
    summary: 'Styles of the page',
    handle: send('styles'),
  },
  {
    method: 'GET',
    path: '/docs/page.js',
    operation: 'getDocsScript',
    summary: 'Script of the page',
    handle: send('script'),
  },
];
