import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A hash of everything that decides what the build makes: the sources and compiler settings of all
 * packages, and the versions of the dependencies. Contents, not times: a checkout changes times.
 * @param {string} root folder of the repository
 */
export function sourceStamp(root) {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', 'tsconfig.base.json', 'tsconfig.build.json']) {
    hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  }
  for (const folder of builtPackages(root)) {
    hash.update(`${folder}\0`).update(readFileSync(join(root, folder, 'tsconfig.json')));
    hash.update(readFileSync(join(root, folder, 'package.json')));
    for (const file of filesUnder(join(root, folder, 'src'))) {
      hash.update(`${file.slice(root.length)}\0`).update(readFileSync(file));
    }
  }
  return hash.digest('hex');
}

/** Whether every package has been compiled at some time. @param {string} root */
export function isBuilt(root) {
  return builtPackages(root).every((folder) => existsSync(join(root, folder, 'dist', 'index.js')));
}

/**
 * The packages that are compiled, as tsconfig.build.json lists them. A project within a package, of
 * files that run as they are and only have their types checked, is none.
 * @param {string} root
 * @returns {string[]}
 */
function builtPackages(root) {
  /** @type {unknown} */
  const json = JSON.parse(readFileSync(join(root, 'tsconfig.build.json'), 'utf8'));
  const config = /** @type {{ references: { path: string }[] }} */ (json);
  return config.references
    .map((reference) => reference.path)
    .filter((folder) => existsSync(join(root, folder, 'package.json')));
}

/**
 * @param {string} folder
 * @returns {string[]} sorted, so that the hash does not depend on the file system
 */
function filesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
