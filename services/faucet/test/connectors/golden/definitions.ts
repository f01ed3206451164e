import type {
  ColumnDefinition,
  TableChange,
  TableDefinition,
} from '../../../src/connectors/connector.ts';

/** DDL requests that every dialect writes in its own words. */

const column = (name: string, parts: Partial<ColumnDefinition> = {}): ColumnDefinition => ({
  name,
  type: { kind: 'portable', name: 'string', maxLength: 40 },
  nullable: true,
  primaryKey: false,
  autoIncrement: false,
  ...parts,
});

export const gadgets: TableDefinition = {
  name: 'gad"gets]',
  columns: [
    column('id', {
      type: { kind: 'portable', name: 'int64' },
      nullable: false,
      primaryKey: true,
      autoIncrement: true,
    }),
    column('label', { nullable: false, default: { kind: 'text', value: "it's \\ ok" } }),
    column('amount', {
      type: { kind: 'database', name: 'decimal', sizes: [10, 2], array: false },
      default: { kind: 'number', text: '-7.5' },
    }),
    column('since', {
      type: { kind: 'portable', name: 'time.Time' },
      default: { kind: 'now', of: 'timestamp' },
    }),
    column('on', {
      type: { kind: 'portable', name: 'bool' },
      default: { kind: 'boolean', value: true },
    }),
    column('parent', { type: { kind: 'portable', name: 'int64' }, comment: "its 'parent'" }),
  ],
  primaryKey: ['id'],
  foreignKeys: [
    {
      columns: ['parent'],
      referencedTable: 'gad"gets]',
      referencedColumns: ['id'],
      onDelete: 'SET NULL',
    },
  ],
};

/** One column of each portable type. */
export const portable: TableDefinition = {
  name: 'portable',
  columns: (
    [
      'int32',
      'int64',
      'float32',
      'float64',
      'string',
      'bool',
      'time.Time',
      '[]byte',
      'interface{}',
    ] as const
  ).map((name, index) => column(`c${index}`, { type: { kind: 'portable', name } })),
  primaryKey: [],
  foreignKeys: [],
};

export const changes: Readonly<Record<string, TableChange>> = {
  'add a column': { kind: 'add_column', definition: column('note', { comment: 'more' }) },
  'drop a column': { kind: 'drop_column', column: 'note' },
  'rename a column': { kind: 'rename_column', column: "no'te", newName: "re'mark]" },
  'change a type': {
    kind: 'modify_column',
    column: 'note',
    definition: column('note', {
      type: { kind: 'portable', name: 'string', maxLength: 80 },
      nullable: false,
      comment: 'longer',
    }),
  },
};

export const arrayColumn: ColumnDefinition = column('tags', {
  type: { kind: 'database', name: 'int', sizes: [], array: true },
});

export const changedDefault: TableChange = {
  kind: 'modify_column',
  column: 'note',
  definition: column('note', { default: { kind: 'text', value: 'new' } }),
};
