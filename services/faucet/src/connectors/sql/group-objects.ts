import type { DatabaseSchema, Routine, TableSchema } from '../../model/schema.ts';

/** The objects of a schema by their kinds, each in the order given. */
export const groupObjects = (
  tables: readonly TableSchema[],
  routines: readonly Routine[],
): DatabaseSchema => ({
  tables: tables.filter((table) => table.type === 'table'),
  views: tables.filter((table) => table.type === 'view'),
  procedures: routines.filter((routine) => routine.type === 'procedure'),
  functions: routines.filter((routine) => routine.type === 'function'),
});
