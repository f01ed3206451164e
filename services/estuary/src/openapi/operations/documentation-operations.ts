import type { Operation } from '../operation.ts';

const openApi: Operation = {
  tag: 'documentation',
  parameters: ['ifNoneMatch'],
  answers: {
    200: {
      description: 'This document.',
      headers: ['ETag'],
      content: { 'application/json': { schema: { type: 'object' } } },
    },
    304: { description: 'The client has it already.', headers: ['ETag'] },
  },
  faults: [],
  access: 'open',
};

/** The document itself, and the page that shows it (contract §16). */
export const documentationOperations: Readonly<Record<string, Operation>> = {
  getOpenApi: openApi,
  getOpenApiV1: openApi,
  getDocs: {
    tag: 'documentation',
    parameters: ['ifNoneMatch'],
    answers: {
      200: {
        description: 'The page.',
        headers: ['ETag'],
        content: { 'text/html': { schema: { type: 'string' } } },
      },
      304: { description: 'The client has it already.', headers: ['ETag'] },
    },
    faults: [],
    access: 'open',
  },
};

/** Routes that are parts of the page and nothing to call. */
export const undocumented: ReadonlySet<string> = new Set(['getDocsStyles', 'getDocsScript']);
