import type { Finding, Rule } from '../rule.ts';

interface LockedPackage {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
}

const path = 'package-lock.json';

/** The lockfile fixes contents by hash and names no address, so that any registry can serve it. */
export const lockfile: Rule = {
  name: 'lockfile',
  sees: 'locked packages',
  check({ texts }) {
    const { packages = {} } = JSON.parse(texts.get(path) ?? '{}') as {
      packages?: Record<string, LockedPackage>;
    };
    const installed = Object.entries(packages).filter(([place]) => place.includes('node_modules/'));
    const findings = installed.flatMap(([place, locked]): Finding[] => {
      if (/^(https?|git)/.test(locked.resolved ?? '')) {
        return [{ path, message: `${place} has a download address` }];
      }
      if (locked.link !== true && locked.integrity === undefined) {
        return [{ path, message: `${place} has no integrity hash` }];
      }
      return [];
    });
    return { seen: installed.length, findings };
  },
};
