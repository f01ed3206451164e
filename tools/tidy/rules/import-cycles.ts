import { posix } from 'node:path';
import { codeFiles, type Repository } from '../repository.ts';
import type { Finding, Rule } from '../rule.ts';
import { scanImports } from '../scan-imports.ts';

/** No file imports itself by way of others, not even for types: then neither can be read first. */
export const importCycles: Rule = {
  name: 'import cycles',
  sees: 'imports between files',
  check(repository) {
    const graph = importGraph(repository);
    const seen = [...graph.values()].reduce((sum, targets) => sum + targets.length, 0);
    const findings = findCycles(graph).map((cycle): Finding => ({
      path: cycle[0] ?? '',
      message: `imports itself: ${[...cycle, cycle[0]].map(short).join(' -> ')}`,
    }));
    return { seen, findings };
  },
};

type Graph = ReadonlyMap<string, readonly string[]>;

function importGraph(repository: Repository): Graph {
  const graph = new Map<string, string[]>();
  for (const path of codeFiles(repository)) {
    const targets = scanImports(repository.texts.get(path) ?? '')
      .filter(({ specifier }) => specifier.startsWith('.'))
      .map(({ specifier }) => posix.join(posix.dirname(path), specifier));
    graph.set(path, [...new Set(targets)]);
  }
  return graph;
}

/** Every cycle that a walk in depth meets, each begun at its first file in the alphabet. */
function findCycles(graph: Graph): string[][] {
  const cycles = new Map<string, string[]>();
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    const at = trail.indexOf(path);
    if (at !== -1) {
      const cycle = fromSmallest(trail.slice(at));
      cycles.set(cycle.join(' '), cycle);
      return;
    }
    if (done.has(path)) return;
    trail.push(path);
    for (const target of graph.get(path) ?? []) visit(target);
    trail.pop();
    done.add(path);
  };
  for (const path of graph.keys()) visit(path);
  return [...cycles.values()];
}

function fromSmallest(cycle: readonly string[]): string[] {
  const smallest = cycle.indexOf(cycle.toSorted()[0] ?? '');
  return [...cycle.slice(smallest), ...cycle.slice(0, smallest)];
}

function short(path: string | undefined): string {
  return posix.basename(path ?? '');
}
