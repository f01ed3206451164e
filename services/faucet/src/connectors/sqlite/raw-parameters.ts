import type { CellValue } from '../../query/plan.ts';
import { acceptNumber, jsonText } from '../sql/accept-value.ts';
import type { SqlParameter } from '../sql/dialect.ts';

/** Parameters of a caller's own statement, each as what it is in JSON; numbers keep all digits. */
export const rawParameters = (params: readonly CellValue[]): readonly SqlParameter[] =>
  params.map((cell) => {
    if (typeof cell !== 'object') return typeof cell === 'number' ? numberOf(String(cell)) : cell;
    if (cell === null) return null;
    return cell.kind === 'number' ? numberOf(cell.text) : jsonText(cell);
  });

const numberOf = (text: string): SqlParameter => {
  const accepted = acceptNumber(text);
  return accepted?.kind === 'integer' ? accepted.value : Number(text);
};
