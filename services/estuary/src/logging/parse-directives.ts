/** Levels of `RUST_LOG`, from the most severe. */
const levels = ['off', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type DirectiveLevel = (typeof levels)[number];

/** One part of `RUST_LOG`; an empty target stands for all. */
export interface Directive {
  readonly target: string;
  readonly level: DirectiveLevel;
}

const TARGET = /^[\w:.-]+$/;

/**
 * Parses `RUST_LOG` (guide; contract §17): `level`, `target` or `target=level`, with commas between.
 * Undefined when it cannot be parsed.
 */
export function parseDirectives(text: string): readonly Directive[] | undefined {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const directives = parts.map((part) => parseDirective(part));
  const isWhole = directives.length > 0 && directives.every((one) => one !== undefined);
  return isWhole ? directives : undefined;
}

function parseDirective(part: string): Directive | undefined {
  const [first = '', second, ...rest] = part.split('=').map((side) => side.trim());
  if (rest.length > 0) return undefined;
  if (second !== undefined) {
    const level = levelNamed(second);
    return level !== undefined && TARGET.test(first) ? { target: first, level } : undefined;
  }
  const level = levelNamed(first);
  if (level !== undefined) return { target: '', level };
  // A target alone means everything of it.
  return TARGET.test(first) ? { target: first, level: 'trace' } : undefined;
}

function levelNamed(word: string): DirectiveLevel | undefined {
  return levels.find((level) => level === word.toLowerCase());
}

/** The level of a target: that of the longest directive it begins with; off when there is none. */
export function levelOf(directives: readonly Directive[], target: string): DirectiveLevel {
  const fitting = directives.filter((directive) => target.startsWith(directive.target));
  const longest = fitting
    .toSorted((left, right) => left.target.length - right.target.length)
    .at(-1);
  return longest?.level ?? 'off';
}
