import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  createFrameReader,
  encodeFrame,
  type Frame,
} from '../../../src/connectors/sqlite/lanes/frames.ts';

const frame = fc.record({
  kind: fc.constantFrom('rows', 'end', 'failed'),
  text: fc.string({ unit: 'binary', maxLength: 300 }).filter((text) => text.isWellFormed()),
});

it('frames arrive whole and in order, however the bytes are cut', () => {
  const property = fc.property(fc.array(frame), fc.array(fc.nat(40)), (frames, sizes) => {
    const bytes = Buffer.concat(frames.map(({ kind, text }) => encodeFrame(kind, text)));
    const read = createFrameReader();
    const arrived: Frame[] = [];
    let from = 0;
    for (const size of sizes) {
      arrived.push(...read(bytes.subarray(from, from + size)));
      from = Math.min(from + size, bytes.length);
    }
    arrived.push(...read(bytes.subarray(from)));
    expect(arrived).toEqual(frames);
  });
  fc.assert(property);
});

it('a frame of unknown kind is an error, not rows', () => {
  expect(() => createFrameReader()(Buffer.from([9, 0, 0, 0, 0]))).toThrow(/unknown kind/);
});
