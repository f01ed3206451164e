import { catalogue } from '../../faults.ts';
import { objectSchema, schemaRef, timestampSchema } from '../json-schema.ts';
import type { JsonObject } from '../json-schema.ts';

const codes: readonly string[] = [...new Set(Object.values(catalogue).map(([, code]) => code))];

/** The one shape of errors (contract §6). */
export const errorSchemas: Readonly<Record<string, JsonObject>> = {
  ErrorResponse: objectSchema(
    'Why a request was not done.',
    {
      error: schemaRef('ErrorCode'),
      message: { type: 'string', description: 'For people.' },
      details: schemaRef('ErrorDetails'),
      timestamp: timestampSchema('When this was answered.'),
      request_id: { type: 'string', description: 'The same as in the header `X-Request-Id`.' },
    },
    ['details'],
  ),
  ErrorCode: { type: 'string', enum: codes, description: 'For programs. More may come.' },
  ErrorDetails: objectSchema(
    'What more there is to say.',
    {
      validation_errors: { type: 'array', items: schemaRef('ValidationError') },
      index: {
        type: 'integer',
        minimum: 0,
        description: 'Of a batch: which operation could not be done.',
      },
      context: { type: 'string', description: 'In development only.' },
    },
    ['validation_errors', 'index', 'context'],
  ),
  ValidationError: objectSchema(
    'What is wrong with one field.',
    {
      field: { type: 'string' },
      message: { type: 'string', description: 'For people.' },
      code: {
        type: 'string',
        description: 'For programs: `required`, `type`, `length`, `encoding`.',
      },
    },
    ['code'],
  ),
};
