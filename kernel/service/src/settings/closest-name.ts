/**
 * The candidate that was likely meant by a name, for "did you mean"; undefined if none is near.
 * What all names begin with is given apart, since it says nothing about likeness.
 */
export function closestName(
  name: string,
  candidates: readonly string[],
  prefix = '',
): string | undefined {
  const rest = name.slice(prefix.length).toLowerCase();
  let closest: string | undefined;
  // A third of the letters: typing errors are found, other words are not.
  let distanceMax = Math.floor(rest.length / 3);
  for (const candidate of candidates) {
    const distance = editDistance(rest, candidate.slice(prefix.length).toLowerCase());
    if (distance > distanceMax) continue;
    closest = candidate;
    distanceMax = distance - 1;
  }
  return closest ?? candidates.find((candidate) => hasWords(candidate, wordsOf(name)));
}

/** `APP_PORT` for `APP_SERVER_PORT`: all words are right and one is missing. */
function hasWords(candidate: string, words: readonly string[]): boolean {
  const candidateWords = wordsOf(candidate);
  return words.length > 1 && words.every((word) => candidateWords.includes(word));
}

function wordsOf(name: string): string[] {
  return name.toLowerCase().split(/[._-]/);
}

/** Levenshtein's distance: the least number of letters to insert, remove or replace. */
function editDistance(source: string, target: string): number {
  let row = Array.from({ length: target.length + 1 }, (_, column) => column);
  for (let index = 0; index < source.length; index += 1) {
    const next = [index + 1];
    for (let column = 0; column < target.length; column += 1) {
      const replaced = (row[column] ?? 0) + (source[index] === target[column] ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[target.length] ?? 0;
}
