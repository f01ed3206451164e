import { fault } from '../../faults.ts';

/** One statement by a caller, found harmless to what runs after it on the same connection. */
export interface ParsedSql {
  /** The statement alone, without a semicolon. */
  readonly text: string;
  /** It may stand in FROM: a SELECT, VALUES or TABLE that writes nothing by itself. */
  readonly isQuery: boolean;
}

type Node = Readonly<Record<string, unknown>>;

/**
 * Parses with PostgreSQL's own grammar. Refuses anything but one statement, statements that would
 * change the session or reach the server's files and programs, and writing ones unless `write`.
 * Throws sql_refused.
 */
export const parseRawSql = async (sql: string, write: boolean): Promise<ParsedSql> => {
  const [only, ...more] = await parse(sql);
  if (only === undefined) throw refused('there is no statement');
  if (more.length > 0) throw refused('one statement at a time');
  const [kind, statement] = kindOf(only.stmt);
  checkStatement(kind, statement, write);
  checkFunctions(only.stmt);
  if (isTemporary(kind, only.stmt)) {
    throw refused('temporary tables, views and sequences are not permitted: they would be gone');
  }
  return {
    // Places are counted in bytes.
    text: Buffer.from(sql)
      .subarray(only.stmt_location ?? 0, end(only))
      .toString()
      .replace(/;\s*$/, '')
      .trim(),
    isQuery: kind === 'SelectStmt' && !writes(only.stmt) && !('intoClause' in statement),
  };
};

interface RawStatement {
  readonly stmt: Node;
  readonly stmt_location?: number;
  /** Absent when the statement goes to the end. */
  readonly stmt_len?: number;
}

const end = ({ stmt_location = 0, stmt_len }: RawStatement): number | undefined =>
  stmt_len === undefined ? undefined : stmt_location + stmt_len;

let grammar: Promise<typeof import('libpg-query')> | undefined;

/** The grammar is two megabytes of WebAssembly, so it is loaded when first asked for. */
const loadGrammar = async (): Promise<typeof import('libpg-query')> => {
  const loaded = await import('libpg-query');
  await loaded.loadModule();
  return loaded;
};

const parse = async (sql: string): Promise<readonly RawStatement[]> => {
  grammar ??= loadGrammar();
  const { parseSync } = await grammar;
  try {
    // Its own types say nothing of nodes that are not statements, which are walked here.
    return ((parseSync(sql) as { stmts?: unknown }).stmts ?? []) as RawStatement[];
  } catch (error) {
    throw refused(error instanceof Error ? error.message : 'it cannot be parsed');
  }
};

const refused = (reason: string): Error => fault('sql_refused', { action: 'Query', reason });

/** A node is an object with one member, whose name is its kind. */
const kindOf = (node: Node): readonly [string, Node] => {
  const [[kind, body] = ['', {}]] = Object.entries(node);
  return [kind, body as Node];
};

const reading: ReadonlySet<string> = new Set(['SelectStmt', 'ExplainStmt', 'VariableShowStmt']);

const changing: ReadonlySet<string> = new Set(
  (
    'InsertStmt UpdateStmt DeleteStmt MergeStmt TruncateStmt CallStmt CreateStmt CreateTableAsStmt ' +
    'AlterTableStmt DropStmt RenameStmt IndexStmt ViewStmt RefreshMatViewStmt CommentStmt ' +
    'CreateSeqStmt AlterSeqStmt CreateEnumStmt AlterEnumStmt CompositeTypeStmt CreateDomainStmt ' +
    'AlterDomainStmt CreateSchemaStmt CreateTrigStmt CreateFunctionStmt'
  ).split(' '),
);

/** Statements that write wherever they stand: in a WITH, or behind EXPLAIN ANALYZE. */
const writing = /"(?:InsertStmt|UpdateStmt|DeleteStmt|MergeStmt|intoClause)":/;

const writes = (node: Node): boolean => writing.test(JSON.stringify(node));

const checkStatement = (kind: string, statement: Node, write: boolean): void => {
  if (!reading.has(kind) && !changing.has(kind)) {
    throw refused('this kind of statement is not permitted; SELECT, SHOW and EXPLAIN are');
  }
  if (!write && (changing.has(kind) || writes({ [kind]: statement }))) {
    throw refused('it would write, and only reading is permitted here');
  }
  if (kind === 'ExplainStmt') {
    const [inner, body] = kindOf(statement['query'] as Node);
    checkStatement(inner, body, write);
  }
};

/** `TEMP`, in any of its spellings, or the schema `pg_temp` before what is made. */
const isTemporary = (kind: string, node: Node): boolean => {
  const text = JSON.stringify(node);
  if (text.includes('"relpersistence":"t"')) return true;
  const makes = changing.has(kind) || writes(node);
  return makes && /"(?:schemaname"|String":\{"sval"):"pg_temp(?:_\d+)?"/.test(text);
};

/**
 * Functions that outlive the statement (settings and locks of the session), disturb other sessions,
 * reach the server's files, or run SQL that stands in a string.
 */
const forbidden =
  /^(set_config|pg_(try_)?advisory_lock(_shared)?|pg_(terminate|cancel)_backend|pg_reload_conf|pg_rotate_logfile|pg_promote|pg_switch_wal|pg_read_(binary_)?file|pg_ls_\w+|pg_stat_file|pg_file_\w+|pg_logfile_rotate|lo_(import|export)|dblink\w*|(query|cursor)_to_xml\w*|pg_notify)$/;

const checkFunctions = (value: unknown): void => {
  if (Array.isArray(value)) return value.forEach(checkFunctions);
  if (typeof value !== 'object' || value === null) return;
  for (const [kind, body] of Object.entries(value)) {
    if (kind === 'FuncCall') checkFunction(body as Node);
    checkFunctions(body);
  }
};

const checkFunction = ({ funcname }: Node): void => {
  const last = (funcname as readonly { readonly String?: { readonly sval?: string } }[]).at(-1);
  const name = last?.String?.sval ?? '';
  if (forbidden.test(name)) throw refused(`the function ${name} is not permitted`);
};
