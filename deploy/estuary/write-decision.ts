import { writeFileSync } from 'node:fs';
import { renderDecision } from './render-decision.ts';

writeFileSync(new URL('convex/decision.ts', import.meta.url), renderDecision());
