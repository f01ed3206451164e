import type { Column, ForeignKey, JsonType, TableSchema } from '../../src/model/schema.ts';

/** A column with what a test cares about; the rest is unremarkable. */
export const column = (
  name: string,
  jsonType: JsonType = 'string',
  more: Partial<Column> = {},
): Column => ({
  name,
  position: 1,
  db_type: 'text',
  go_type: 'string',
  json_type: jsonType,
  nullable: true,
  is_primary_key: false,
  is_auto_increment: false,
  is_unique: false,
  ...more,
});

/** A table with the given columns; the first one is the primary key unless said otherwise. */
export const table = (
  name: string,
  columns: readonly Column[],
  more: Partial<TableSchema> = {},
): TableSchema => ({
  name,
  type: 'table',
  columns: columns.map((one, index) => ({ ...one, position: index + 1 })),
  primary_key: columns.slice(0, 1).map((one) => one.name),
  foreign_keys: [],
  indexes: [],
  ...more,
});

/** A foreign key of one column. */
export const foreignKey = (from: string, to: string, referenced = 'id'): ForeignKey => ({
  name: `fk_${from}_${to}`,
  column_name: from,
  referenced_table: to,
  referenced_column: referenced,
  on_delete: 'NO ACTION',
  on_update: 'NO ACTION',
});

/** The fixture of contract §19. */
export const customers: TableSchema = table('customers', [
  column('id', 'integer', { is_primary_key: true, is_auto_increment: true, nullable: false }),
  column('name', 'string', { nullable: false }),
  column('email', 'string', { nullable: false, is_unique: true }),
  column('age', 'integer'),
  column('city'),
  column('balance', 'number'),
  column('is_active', 'boolean'),
  column('created_at', 'string(date-time)'),
  column('notes'),
  column('data', 'object'),
]);

export const orders: TableSchema = table(
  'orders',
  [
    column('id', 'integer'),
    column('customer_id', 'integer'),
    column('total', 'number'),
    column('placed_at', 'string(date-time)'),
  ],
  { foreign_keys: [foreignKey('customer_id', 'customers')] },
);

/** A composite primary key. */
export const items: TableSchema = table(
  'items',
  [column('order_id', 'integer'), column('sku'), column('quantity', 'integer')],
  { primary_key: ['order_id', 'sku'], foreign_keys: [foreignKey('order_id', 'orders')] },
);
