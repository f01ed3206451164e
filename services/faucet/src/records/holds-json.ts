import type { Column } from '../model/schema.ts';

/** Whether the column's values are JSON, or arrays, which CSV writes as JSON. */
export const holdsJson = ({ json_type }: Pick<Column, 'json_type'>): boolean =>
  json_type === 'object' || json_type === 'array';
