import { describe, expect, it } from 'vitest';
import { belongsTo } from '../../src/consumers/consumer-group.ts';
import { hash64 } from '../../src/consumers/hash64.ts';

describe('hash64', () => {
  // The vectors of the contract, §8: hash, then the remainders by 2, 3, 4, 8 and 16.
  it.each([
    ['123', 2318431741638412123n, [1, 1, 3, 3, 11]],
    ['456', 2669782135874207551n, [1, 1, 3, 7, 15]],
    ['789', 7495461968338092064n, [0, 1, 0, 0, 0]],
    ['a', 919145239626757800n, [0, 0, 0, 0, 8]],
    ['b', -7860083176248561684n, [0, 0, 0, 4, 4]],
    ['abc', -8070080442485551184n, [0, 2, 0, 0, 0]],
    ['1', -4266524885998034046n, [0, 0, 2, 6, 14]],
    ['2', -4026655064267673757n, [1, 1, 1, 5, 13]],
    ['3', -1383792015730482434n, [0, 2, 2, 2, 2]],
    ['4', -6305049951010035939n, [1, 0, 3, 3, 3]],
    ['5', -1956185668341324987n, [1, 0, 3, 3, 11]],
    ['6', 1619335558399004591n, [1, 2, 3, 7, 15]],
    ['550e8400-e29b-41d4-a716-446655440000', -1709840711914736500n, [0, 1, 0, 4, 4]],
    ['déjà', -1492433714143242235n, [1, 1, 3, 3, 11]],
    ['世界', -4573771556638290182n, [0, 2, 2, 6, 6]],
    ['', -3162216497309240828n, [0, 2, 0, 4, 12]],
  ])('of %j', (text, hash, remainders) => {
    expect(hash64(text)).toBe(hash);
    for (const [index, size] of [2, 3, 4, 8, 16].entries()) {
      const members = Array.from({ length: size }, (_, member) => member);
      expect(members.filter((member) => belongsTo(hash, { member, size }))).toEqual([
        remainders[index],
      ]);
    }
  });
});
