import type { Column, JsonType } from '../../model/schema.ts';

/** A parameter of a routine as the column it is like, so that its value is bound as a cell is. */
export const parameterColumn = (
  name: string,
  db_type: string,
  type: { readonly json_type: JsonType; readonly go_type: string },
): Column => ({
  name,
  position: 0,
  db_type,
  ...type,
  nullable: true,
  is_primary_key: false,
  is_auto_increment: false,
  is_unique: false,
});
