import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { renderDecision } from '../estuary/render-decision.ts';

it('is what the sources of Estuary say; if not, run deploy/estuary/write-decision.ts', () => {
  const file = new URL('../estuary/convex/decision.ts', import.meta.url);
  expect(readFileSync(file, 'utf8')).toBe(renderDecision());
});
