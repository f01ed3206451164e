import { posix } from 'node:path';
import { drawerNames } from '../layout.ts';
import { codeFiles } from '../repository.ts';
import type { Finding, Rule } from '../rule.ts';

/** Words with hyphens between, then endings: `render-fault.ts`, `parse.contract.ts`. */
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/;

/** A file is named after what it exports, in kebab-case; no folder or file is a drawer. */
export const fileNames: Rule = {
  name: 'file names',
  sees: 'files',
  check(repository) {
    const code = codeFiles(repository);
    const decisions = [...repository.texts.keys()].filter((path) =>
      path.startsWith('docs/decisions/'),
    );
    const findings = [...code.flatMap(codeName), ...decisions.flatMap(decisionName)];
    return { seen: code.length + decisions.length, findings };
  },
};

function codeName(path: string): Finding[] {
  const findings: Finding[] = [];
  const parts = path.split('/');
  for (const part of parts) {
    const stem = part.split('.')[0] ?? '';
    if (drawerNames.has(stem)) {
      findings.push({ path, message: `"${stem}" is a drawer; name the thing it holds` });
    }
    if (!kebabCase.test(part)) findings.push({ path, message: `"${part}" is not kebab-case` });
  }
  return findings;
}

function decisionName(path: string): Finding[] {
  return /^\d{4}-[a-z0-9-]+\.md$/.test(posix.basename(path))
    ? []
    : [{ path, message: 'a decision is named NNNN-what-was-decided.md' }];
}
