import { catalogue, fault } from '../faults.ts';
import type { FaultCode, FieldProblem } from '../faults.ts';
import { createRenderFault } from '../http/render-fault.ts';
import { headerRefs } from './answer-headers.ts';
import type { HeaderName } from './answer-headers.ts';
import { exampleRequestId, exampleTime } from './examples.ts';
import { schemaRef } from './json-schema.ts';
import type { JsonObject } from './json-schema.ts';

/** Values for the sentences of examples. */
const values: Readonly<Record<string, string | number>> = {
  reason: 'limit must be an integer between 1 and 100',
  version: 2,
  scope: 'items:write',
  feature: 'Idempotency-Key',
  limit: 1000,
  count: 1234,
};

const problems: readonly FieldProblem[] = [
  { field: 'name', message: 'Name must be between 1 and 255 characters', code: 'length' },
  { field: 'description', message: 'Description must be a string or null', code: 'type' },
];

/** Headers that only some errors have, by status. */
const headersOf: Readonly<Record<number, readonly HeaderName[]>> = {
  401: ['WWW-Authenticate'],
  409: ['Retry-After'],
  412: ['ETag'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

/** The answers of faults by status, each with an example of every fault. */
export function faultAnswers(
  codes: readonly FaultCode[],
  commonHeaders: readonly HeaderName[],
): Record<string, JsonObject> {
  const unique = [...new Set(codes)];
  const statuses = [...new Set(unique.map((code) => catalogue[code][0]))];
  return Object.fromEntries(
    statuses.map((status) => {
      const same = unique.filter((code) => catalogue[code][0] === status);
      return [status, faultAnswer(same, [...commonHeaders, ...(headersOf[status] ?? [])])];
    }),
  );
}

function faultAnswer(codes: readonly FaultCode[], headers: readonly HeaderName[]): JsonObject {
  const wireCodes = [...new Set(codes.map((code) => `\`${catalogue[code][1]}\``))];
  return {
    description: wireCodes.join(', '),
    headers: headerRefs(headers),
    content: {
      'application/json': {
        schema: schemaRef('ErrorResponse'),
        examples: Object.fromEntries(
          codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]),
        ),
      },
    },
  };
}

interface ErrorBody {
  readonly message: string;
}

/** An example of each fault, as the server renders it. */
export function faultExamples(bodyLimitBytes: number): Record<string, JsonObject> {
  const render = createRenderFault({ bodyLimitBytes, tellsCauses: false });
  return Object.fromEntries(
    (Object.keys(catalogue) as FaultCode[]).map((code) => {
      const extra = code === 'validation_failed' ? { problems } : {};
      const body = render(fault(code, values, extra), undefined).body as ErrorBody;
      const fixed = { timestamp: exampleTime, request_id: exampleRequestId };
      return [code, { summary: body.message, value: { ...body, ...fixed } }];
    }),
  );
}
