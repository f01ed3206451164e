import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { renderReferencePages } from './reference-pages.ts';

// `npm run reference`: after a change of a settings table or of the routes.
for (const { path, text } of renderReferencePages()) {
  writeFileSync(resolve(import.meta.dirname, '../..', path), text);
}
