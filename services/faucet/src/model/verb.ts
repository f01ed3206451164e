/** Permission verbs are HTTP methods, stored as a bit mask (contract §12). */

export const verbBits = { GET: 1, POST: 2, PUT: 4, PATCH: 8, DELETE: 16 } as const;
export type Verb = keyof typeof verbBits;

export const verbs: readonly Verb[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
export const allVerbs = 31;

/** The verbs of a mask in the usual order; unknown bits are ignored. */
export const verbsOfMask = (mask: number): readonly Verb[] =>
  verbs.filter((verb) => (mask & verbBits[verb]) !== 0);
