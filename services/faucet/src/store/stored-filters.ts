import type { RowFilter, RowFilterOperator } from '../model/role.ts';

/**
 * Row filters as they lie in the store. The original did not check what it stored,
 * so an operator may be one we do not know: it stays as it is, and `access/permit`
 * lets such a rule open nothing.
 */
export function readStoredFilters(json: string): readonly RowFilter[] {
  const values = parseArray(json);
  return values === undefined ? [unreadable] : values.map(readFilter);
}

/** Column names as they lie in the store. A list that cannot be read opens no column. */
export function readStoredColumns(json: string): readonly string[] {
  const values = parseArray(json);
  return values === undefined ? [''] : values.map(String);
}

const unreadable: RowFilter = { name: '', operator: 'unreadable' as RowFilterOperator };

function parseArray(json: string): readonly unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(json === '' ? '[]' : json);
    if (parsed === null) return [];
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function readFilter(stored: unknown): RowFilter {
  if (typeof stored !== 'object' || stored === null) return unreadable;
  const { name, operator, value } = stored as Record<string, unknown>;
  if (typeof name !== 'string' || typeof operator !== 'string') return unreadable;
  const words = operator.trim().toLowerCase().replace(/\s+/g, ' ') as RowFilterOperator;
  const filter = { name, operator: words };
  return value === undefined
    ? filter
    : { ...filter, value: value as NonNullable<RowFilter['value']> };
}
