import { fileURLToPath } from 'node:url';
import { readRepository } from './tidy/read-repository.ts';
import { rules } from './tidy/rules.ts';
import { runRules } from './tidy/run-rules.ts';

// Our own architecture checks: what no linter knows about this repository. `npm run check tidy`.
const report = runRules(readRepository(fileURLToPath(new URL('..', import.meta.url))), rules);
for (const line of report.lines) console.log(line);
process.exitCode = report.passed ? 0 : 1;
