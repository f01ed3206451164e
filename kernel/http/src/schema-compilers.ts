import { createRequire } from 'node:module';
import type selectValidator from '@fastify/ajv-compiler';
import type selectSerializer from '@fastify/fast-json-stringify-compiler';

const require = createRequire(import.meta.url);

type BuildValidator = ReturnType<typeof selectValidator.default>;
type BuildSerializer = ReturnType<typeof selectSerializer.default>;

/**
 * Fastify's own compilers of schemas, loaded with the first route that has one: a hundred modules, which
 * a server without schemas would load at its start for nothing.
 */
export const schemaCompilers: {
  readonly buildValidator: BuildValidator;
  readonly buildSerializer: BuildSerializer;
} = {
  buildValidator: (...asked) =>
    (require('@fastify/ajv-compiler') as typeof selectValidator.default)()(...asked),
  buildSerializer: (...asked) =>
    (require('@fastify/fast-json-stringify-compiler') as typeof selectSerializer.default)()(
      ...asked,
    ),
};
