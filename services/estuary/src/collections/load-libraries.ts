import { createRequire } from 'node:module';
import type formats from 'ajv-formats';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import type { RE2JS } from 're2js';

const require = createRequire(import.meta.url);

interface Libraries {
  readonly Ajv2020: typeof Ajv2020;
  readonly addFormats: typeof formats.default;
  readonly RE2JS: typeof RE2JS;
}

let loaded: Libraries | undefined;

/**
 * What checks data by schemas. Loaded with the first schema: it takes as long as all the rest of the
 * start, and most servers have none.
 */
export function loadLibraries(): Libraries {
  loaded ??= {
    ...(require('ajv/dist/2020.js') as Pick<Libraries, 'Ajv2020'>),
    addFormats: (require('ajv-formats') as typeof formats).default,
    ...(require('re2js') as Pick<Libraries, 'RE2JS'>),
  };
  return loaded;
}
