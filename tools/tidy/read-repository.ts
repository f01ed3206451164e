import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeRepository, type Repository } from './repository.ts';

/** Folders that hold nothing of ours: what is installed, built, or written while running. */
const foreign = new Set(['node_modules', 'dist', 'coverage', '.git', '.aquifer', '.cache']);

/**
 * Reads all files below a folder. It does not ask git what is tracked, because a build machine may
 * have the files and no git.
 */
export function readRepository(root: string): Repository {
  const texts = new Map<string, string>();
  for (const path of pathsUnder(root, '')) texts.set(path, readText(join(root, path)));
  return makeRepository(texts);
}

function pathsUnder(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return foreign.has(entry.name) ? [] : pathsUnder(root, path);
    return entry.isFile() && !isRunFile(entry.name) ? [path] : [];
  });
}

/** What a run or an editor leaves behind, and .gitignore names; in a worktree `.git` is a file. */
function isRunFile(name: string): boolean {
  return /\.(log|tsbuildinfo|swp)$/.test(name) || name === '.DS_Store' || name === '.git';
}

function readText(file: string): string {
  const bytes = readFileSync(file);
  return bytes.includes(0) ? '' : bytes.toString('utf8');
}
