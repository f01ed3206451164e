/** The oldest Node that runs Aquifer, as in package.json's `engines`. */
const oldest = { major: 20, minor: 19 };

/**
 * What to tell somebody whose Node is too old; nothing when it is new enough.
 * @param {string} version such as `20.20.2`
 * @returns {string | undefined}
 */
export function describeOldNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) return undefined;
  return [
    `Aquifer needs Node ${oldest.major}.${oldest.minor} or newer; this is Node ${version}.`,
    'Install a current Node from https://nodejs.org or your package manager, and try again.',
  ].join('\n');
}

/**
 * Ends the process with a sentence when Node is too old. Uses no syntax newer than Node 12.
 * @param {string} version
 */
export function refuseOldNode(version) {
  const problem = describeOldNode(version);
  if (problem === undefined) return;
  console.error(problem);
  process.exit(1);
}
