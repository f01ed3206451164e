/**
 * @typedef {{ version?: string, link?: boolean, optional?: boolean, devOptional?: boolean, peer?: boolean }} LockedPackage
 * @typedef {Record<string, LockedPackage>} LockedPackages by path, such as `node_modules/zod`
 */

/**
 * Compares the lockfile with what npm says it has installed.
 * @param {LockedPackages} wanted `packages` of package-lock.json
 * @param {LockedPackages} present `packages` of node_modules/.package-lock.json
 * @returns {string | undefined} the first difference in words; nothing when all is there
 */
export function describeMissing(wanted, present) {
  for (const [path, locked] of Object.entries(wanted)) {
    if (!path.includes('node_modules/')) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const installed = present[path];
    if (installed === undefined) {
      // Packages for other systems are in the lockfile but rightly not installed.
      if (locked.optional || locked.devOptional || locked.peer) continue;
      return `${name} is missing`;
    }
    if (installed.version !== locked.version) {
      return `${name} is ${installed.version}, wanted ${locked.version}`;
    }
  }
  return undefined;
}
