import { describeWith } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import { deployFolder } from './deploy-file.ts';
import { unitComplaints, unitExposure, unitValues } from './unit-file.ts';

/**
 * What the unit of every server owes; `program` is what it starts. To be awaited at the top level of
 * the test file.
 */
export async function unitOfServer(
  server: string,
  program: string = `/usr/local/bin/${server}`,
): Promise<void> {
  const unit = `${server}.service`;
  const { path, text } = deployFolder(server);

  describe(unit, () => {
    it('does not forbid what Node needs: code made at run time', () => {
      expect(unitValues(text(unit), 'MemoryDenyWriteExecute')).toEqual([]);
    });
  });

  await describeWith('systemd-analyze', `${unit} as systemd reads it`, (analyze) => {
    it('has no line that systemd does not know', () => {
      expect(unitComplaints(analyze, program, text(unit))).toBe('');
    });

    it('is judged to be well confined', () => {
      expect(unitExposure(analyze, path(unit))).toBeLessThan(4);
    });
  });
}
