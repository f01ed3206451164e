import type { Bind, Dialect, SqlParameter, Statement } from './dialect.ts';

/** Collects the values of one statement while its text is written. */
export interface Parameters {
  readonly bind: Bind;
  readonly statement: (sql: string) => Statement;
}

/** An empty collection whose placeholders are the dialect's. */
export const bindParameters = (dialect: Dialect): Parameters => {
  const params: SqlParameter[] = [];
  return {
    bind: (value) => dialect.placeholder(params.push(value)),
    statement: (sql) => ({ sql, params }),
  };
};
