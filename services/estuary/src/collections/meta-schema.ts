import type { Ajv2020 } from 'ajv/dist/2020.js';
import type { FieldProblem } from '../faults.ts';
import { loadLibraries } from './load-libraries.ts';
import { PROBLEMS_MAX } from './schema-rules.ts';
import type { Schema } from './subschemas.ts';

let ajv: Ajv2020 | undefined;

/** What the meta-schema of JSON Schema 2020-12 has to say against a schema. */
export function metaProblems(schema: Schema): readonly FieldProblem[] {
  ajv ??= new (loadLibraries().Ajv2020)({
    allErrors: true,
    strict: false,
    logger: false,
    validateFormats: false,
  });
  const { $schema: _dialect, ...rest } = schema;
  if (ajv.validateSchema(rest) === true) return [];
  return (ajv.errors ?? []).slice(0, PROBLEMS_MAX).map(({ instancePath, keyword, message }) => ({
    field: instancePath,
    message: `The schema ${message ?? 'is not valid'}`,
    code: keyword,
  }));
}
