import { productBlind, productWords } from '../layout.ts';
import type { Finding, Rule } from '../rule.ts';

/** The kernel and the data packages hold mechanisms; no product's name stands in them. */
export const productWordsInKernel: Rule = {
  name: 'product words',
  sees: 'files of the kernel and the data packages',
  check({ texts }) {
    const paths = [...texts.keys()].filter((path) => productBlind.test(path));
    const words = new RegExp(`\\b(${productWords.join('|')})`, 'i');
    const findings = paths.flatMap((path) =>
      (texts.get(path) ?? '').split('\n').flatMap((text, index): Finding[] => {
        const word = words.exec(text)?.[1];
        if (word === undefined) return [];
        return [{ path, line: index + 1, message: `"${word}" is the name of a product` }];
      }),
    );
    return { seen: paths.length, findings };
  },
};
