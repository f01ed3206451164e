import { Fault } from '@aquifer/service';
import { expect, it } from 'vitest';
import { eachAlone } from '../../src/records/each-alone.ts';

const failing = (status: number) => {
  const tried: number[] = [];
  const write = (record: number): Promise<string> => {
    tried.push(record);
    return record === 2
      ? Promise.reject(new Fault({ code: 'broken', status, message: 'Broken.' }))
      : Promise.resolve(`{"id":${record}}`);
  };
  return { tried, write };
};

it('goes on after a record that is refused', async () => {
  const { write } = failing(409);
  expect(await eachAlone([1, 2, 3], write)).toEqual({
    entries: [
      '{"id":1}',
      '{"error":{"code":409,"message":"Broken.","reason":"broken"}}',
      '{"id":3}',
    ],
    failed: [1],
  });
});

it("stops at a failure that is not the record's, such as a database that is away", async () => {
  const { tried, write } = failing(503);
  const broken = '{"error":{"code":503,"message":"Broken.","reason":"broken"}}';
  expect(await eachAlone([1, 2, 3, 4], write)).toEqual({
    entries: ['{"id":1}', broken, broken, broken],
    failed: [1, 2, 3],
  });
  expect(tried).toEqual([1, 2]);
});
