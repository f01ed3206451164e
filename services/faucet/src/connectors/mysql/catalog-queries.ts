/**
 * What is read from INFORMATION_SCHEMA: one statement for each kind of object, whatever the number
 * of tables. Parameters: the database, then twice one table's name or null for all. MySQL 8 shows
 * its own columns in capitals, so every one gets a name.
 */

const ofTable = (column: string): string => `(? IS NULL OR ${column} = ?)`;

export const tablesQuery: string = `
SELECT TABLE_NAME AS name, TABLE_TYPE AS type, TABLE_COMMENT AS comment, TABLE_ROWS AS row_count
FROM INFORMATION_SCHEMA.TABLES
WHERE TABLE_SCHEMA = ? AND ${ofTable('TABLE_NAME')}
  AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW')
ORDER BY CAST(TABLE_NAME AS BINARY)`;

export const columnsQuery: string = `
SELECT TABLE_NAME AS \`table\`, COLUMN_NAME AS name, COLUMN_TYPE AS db_type, IS_NULLABLE AS nullable,
  COLUMN_DEFAULT AS \`default\`, EXTRA AS extra, COLUMN_COMMENT AS comment,
  CASE WHEN DATA_TYPE IN ('char', 'varchar', 'binary', 'varbinary') THEN CHARACTER_MAXIMUM_LENGTH END AS max_length
FROM INFORMATION_SCHEMA.COLUMNS
WHERE TABLE_SCHEMA = ? AND ${ofTable('TABLE_NAME')}
ORDER BY TABLE_NAME, ORDINAL_POSITION`;

const indexes = (expression: string): string => `
SELECT TABLE_NAME AS \`table\`, INDEX_NAME AS name, NON_UNIQUE AS non_unique, COLUMN_NAME AS \`column\`,
  SUB_PART AS sub_part, ${expression} AS expression
FROM INFORMATION_SCHEMA.STATISTICS
WHERE TABLE_SCHEMA = ? AND ${ofTable('TABLE_NAME')}
ORDER BY TABLE_NAME, CAST(INDEX_NAME AS BINARY), SEQ_IN_INDEX`;

export const indexesQuery: string = indexes('NULL');

/** MySQL 8 also has indexes of expressions. */
export const indexesQueryOfMysql: string = indexes('EXPRESSION');

export const foreignKeysQuery: string = `
SELECT TABLE_NAME AS \`table\`, CONSTRAINT_NAME AS name, COLUMN_NAME AS \`column\`,
  REFERENCED_TABLE_SCHEMA AS referenced_schema, REFERENCED_TABLE_NAME AS referenced_table,
  REFERENCED_COLUMN_NAME AS referenced_column
FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE
WHERE TABLE_SCHEMA = ? AND ${ofTable('TABLE_NAME')} AND REFERENCED_TABLE_NAME IS NOT NULL
ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION`;

/** Apart from the columns, because joining the two views opens every table again. */
export const referentialRulesQuery: string = `
SELECT TABLE_NAME AS \`table\`, CONSTRAINT_NAME AS name, DELETE_RULE AS on_delete, UPDATE_RULE AS on_update
FROM INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS
WHERE CONSTRAINT_SCHEMA = ? AND ${ofTable('TABLE_NAME')}`;

/** On MariaDB JSON is a text column with this check. */
export const jsonChecksQuery: string = `
SELECT TABLE_NAME AS \`table\`,
  SUBSTRING(CHECK_CLAUSE, LOCATE('\`', CHECK_CLAUSE) + 1, LENGTH(CHECK_CLAUSE) - LOCATE('\`', CHECK_CLAUSE) - 2) AS \`column\`
FROM INFORMATION_SCHEMA.CHECK_CONSTRAINTS
WHERE CONSTRAINT_SCHEMA = ? AND ${ofTable('TABLE_NAME')} AND CHECK_CLAUSE LIKE 'json\\_valid(\`%\`)'`;

export const routinesQuery: string = `
SELECT ROUTINE_NAME AS name, ROUTINE_TYPE AS type, DTD_IDENTIFIER AS return_type
FROM INFORMATION_SCHEMA.ROUTINES
WHERE ROUTINE_SCHEMA = ? AND ${ofTable('ROUTINE_NAME')} AND ROUTINE_TYPE IN ('PROCEDURE', 'FUNCTION')
ORDER BY CAST(ROUTINE_NAME AS BINARY), ROUTINE_TYPE`;

/** Place 0 is what a function returns. */
export const parametersQuery: string = `
SELECT SPECIFIC_NAME AS routine, ROUTINE_TYPE AS type, PARAMETER_NAME AS name, PARAMETER_MODE AS mode,
  DTD_IDENTIFIER AS db_type
FROM INFORMATION_SCHEMA.PARAMETERS
WHERE SPECIFIC_SCHEMA = ? AND ${ofTable('SPECIFIC_NAME')} AND ORDINAL_POSITION > 0
ORDER BY SPECIFIC_NAME, ORDINAL_POSITION`;
