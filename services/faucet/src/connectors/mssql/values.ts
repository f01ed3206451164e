import { typeKind } from './column-type.ts';

/**
 * Values on their way out, as SQL expressions of JSON text. FOR JSON would cut doubles to 16
 * digits, make objects of names with dots and may not stand beside an aggregate, so the text is put
 * together here: STRING_ESCAPE and CONVERT lose nothing. Decimals become strings, points in time
 * RFC 3339, bytes base64.
 */
export const jsonValue = (sql: string, dbType: string): string => {
  switch (typeKind(dbType)) {
    case 'integer':
      return `ISNULL(CONVERT(NVARCHAR(41), ${sql}), N'null')`;
    case 'float':
      // Style 3 has 17 digits, which give back every double.
      return `ISNULL(CONVERT(NVARCHAR(30), ${sql}, 3), N'null')`;
    case 'bit':
      return `CASE ${sql} WHEN 1 THEN N'true' WHEN 0 THEN N'false' ELSE N'null' END`;
    case 'json':
      return `ISNULL(CAST(${sql} AS NVARCHAR(MAX)), N'null')`;
    case 'bytes':
    case 'image':
      return `CASE WHEN ${sql} IS NULL THEN N'null' ELSE CONCAT(N'"', ${keyText(sql, dbType)}, N'"') END`;
    case 'text':
    case 'long text':
    case 'xml':
    case 'spatial':
    case 'hierarchy':
    case 'variant':
    case 'other':
      return `ISNULL(N'"' + STRING_ESCAPE(${keyText(sql, dbType)}, 'json') + N'"', N'null')`;
    default:
      return `ISNULL(N'"' + ${keyText(sql, dbType)} + N'"', N'null')`;
  }
};

/** A key as text, in the form that `literal` of the dialect reads back. */
export const keyText = (sql: string, dbType: string): string => {
  switch (typeKind(dbType)) {
    case 'integer':
    case 'bit':
      return `CONVERT(NVARCHAR(20), ${sql})`;
    case 'float':
      return `CONVERT(NVARCHAR(30), ${sql}, 3)`;
    case 'decimal':
      return `CONVERT(NVARCHAR(41), ${sql})`;
    case 'money':
      // Style 2 has all four digits after the point.
      return `CONVERT(NVARCHAR(30), ${sql}, 2)`;
    case 'text':
      return sql;
    case 'bytes':
      return base64(sql);
    case 'image':
      return base64(`CAST(${sql} AS VARBINARY(MAX))`);
    case 'ticks':
    case 'datetime':
      return `CONVERT(NVARCHAR(33), ${sql}, 126) + N'Z'`;
    case 'offset':
      return `CONVERT(NVARCHAR(33), CAST(SWITCHOFFSET(${sql}, '+00:00') AS DATETIME2(7)), 126) + N'Z'`;
    case 'date':
      return `CONVERT(NVARCHAR(10), ${sql}, 23)`;
    case 'time':
      return `CONVERT(NVARCHAR(16), ${sql}, 121)`;
    case 'uuid':
      return `LOWER(CONVERT(NVARCHAR(36), ${sql}))`;
    case 'spatial':
      return `${sql}.STAsText()`;
    case 'hierarchy':
      return `${sql}.ToString()`;
    case 'variant':
      return `CAST(${sql} AS NVARCHAR(4000))`;
    default:
      return `CAST(${sql} AS NVARCHAR(MAX))`;
  }
};

/** An empty text, not null, for no bytes. */
const base64 = (sql: string): string =>
  `CASE WHEN ${sql} IS NOT NULL THEN ISNULL((SELECT ${sql} AS [*] FOR XML PATH(''), BINARY BASE64), N'') END`;
