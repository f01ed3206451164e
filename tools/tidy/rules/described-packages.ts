import type { Finding, Rule } from '../rule.ts';

const path = 'ARCHITECTURE.md';

/** Every package has its paragraph in ARCHITECTURE.md, so that a newcomer finds the way. */
export const describedPackages: Rule = {
  name: 'described packages',
  sees: 'packages',
  check({ texts, packages }) {
    const page = texts.get(path) ?? '';
    const folders = packages.map(({ folder }) => folder).filter((folder) => folder !== '');
    const findings = folders
      .filter((folder) => !page.includes(`\`${folder}\``) && !page.includes(`\`${folder}/\``))
      .map((folder): Finding => ({ path, message: `says nothing of \`${folder}\`` }));
    return { seen: folders.length, findings };
  },
};
