import type { ChangeFilter } from '../document-store.ts';
import type { Bind } from './list-statement.ts';
import { storedText } from './stored-text.ts';

type Meant = { readonly [Name in keyof ChangeFilter]: ChangeFilter[Name] | undefined };

/** SQL of what a filter of changes means, behind an `AND`; empty when it means everything. */
export function meantSql({ collection, id, owner }: Meant, bind: Bind): string {
  return Object.entries({ collection, id, owner })
    .map(([column, value]) =>
      value === undefined ? '' : ` AND ${column} = ${bind(storedText(value))}`,
    )
    .join('');
}
