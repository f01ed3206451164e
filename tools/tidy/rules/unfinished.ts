import { codeFiles } from '../repository.ts';
import type { Finding, Rule } from '../rule.ts';

/** What must not be committed, and what to do instead. Brackets keep a pattern from finding itself. */
const marks: readonly { readonly pattern: RegExp; readonly message: string }[] = [
  { pattern: /\b(T[O]DO|F[I]XME|X[X]X|H[A]CK)\b/, message: 'finish it, or open an issue' },
  { pattern: /not [i]mplemented|(is|are) [b]eing written/i, message: 'finish it' },
  { pattern: /@ts-[i]gnore|@ts-[n]ocheck/, message: 'the compiler is right or the type is wrong' },
  { pattern: /@ts-[e]xpect-error\s*$/, message: 'say beside it what is expected and why' },
  { pattern: /(ox|es)lint-[d]isable(?!.* -- \S)/, message: 'say the reason after " -- "' },
  { pattern: /\b(describe|it|test)\.[o]nly\(/, message: 'the other tests must run too' },
];

/** Nothing is left half done or silenced without a reason. */
export const unfinished: Rule = {
  name: 'unfinished',
  sees: 'files',
  check(repository) {
    const paths = codeFiles(repository);
    const findings = paths.flatMap((path) =>
      (repository.texts.get(path) ?? '')
        .split('\n')
        .flatMap((line, index) =>
          marks
            .filter(({ pattern }) => pattern.test(line))
            .map(({ message }): Finding => ({ path, line: index + 1, message })),
        ),
    );
    return { seen: paths.length, findings };
  },
};
