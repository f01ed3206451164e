import type { OpenSqliteOptions } from './open-sqlite.ts';
import { pragmaRefusal } from './pragmas.ts';

/** Where and how a data source name says to open a file. */
export interface SqliteDsn {
  readonly path: string;
  readonly options: OpenSqliteOptions;
}

/** A data source name that cannot be read; the message names the part, never the whole name. */
export class SqliteDsnError extends Error {
  override readonly name = 'SqliteDsnError';
}

/**
 * Reads a data source name of SQLite: a plain path, ':memory:', 'sqlite:path', 'sqlite://path' or a
 * URI such as 'file:path?mode=ro&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)'. In a URI
 * percent escapes count, and `mode` is ro, rw, rwc or memory (https://sqlite.org/uri.html); in a
 * plain path a question mark starts the same parameters, and there are no escapes. Without `mode`
 * the file must exist, unlike in SQLite: a mistyped path would be answered with an empty database.
 * Throws SqliteDsnError.
 */
export function parseSqliteDsn(dsn: string): SqliteDsn {
  const scheme = /^(?:file|sqlite3?):/i.exec(dsn)?.[0].toLowerCase() ?? '';
  const mark = dsn.indexOf('?');
  const location = dsn.slice(scheme.length, mark === -1 ? undefined : mark);
  const isUri = scheme === 'file:';
  const path = readPath(location, scheme !== '', isUri);
  const options = readParameters(mark === -1 ? '' : dsn.slice(mark + 1));
  if (options.memory || path === ':memory:') return { path: ':memory:', options: options.open };
  if (path === '') throw new SqliteDsnError('the data source name has no path');
  if (path.includes('\0')) throw new SqliteDsnError('the path contains U+0000');
  return { path, options: options.open };
}

function readPath(location: string, hasScheme: boolean, isUri: boolean): string {
  let path = location;
  if (hasScheme && path.startsWith('//')) {
    path = path.slice(2);
    const host = isUri ? path.split('/', 1)[0] : '';
    if (host === 'localhost') path = path.slice(host.length);
    else if (host !== '' && host !== undefined && path.includes('/')) {
      throw new SqliteDsnError('a file: URI may name no host; write file:/path or file:///path');
    }
  }
  if (!isUri) return path;
  try {
    return decodeURIComponent(path.split('#', 1)[0] ?? '');
  } catch {
    throw new SqliteDsnError('the path has a percent escape that is not UTF-8');
  }
}

interface Parameters {
  readonly open: OpenSqliteOptions;
  readonly memory: boolean;
}

const modes: Readonly<Record<string, OpenSqliteOptions>> = {
  ro: { readOnly: true },
  rw: { create: false },
  rwc: {},
  memory: {},
};

function readParameters(query: string): Parameters {
  const pragmas: Record<string, string> = {};
  let mode = 'rw';
  for (const [name, value] of new URLSearchParams(query)) {
    if (name === '_pragma') {
      const [pragma, setting] = readPragma(value);
      pragmas[pragma] = setting;
    } else if (name === 'mode') {
      mode = value;
    } else if (name !== 'cache' || (value !== 'private' && value !== 'shared')) {
      // `cache` is accepted without effect: each connection here has its own.
      throw new SqliteDsnError(`unknown parameter ${JSON.stringify(name)}; known: _pragma, mode`);
    }
  }
  const open = Object.hasOwn(modes, mode) ? modes[mode] : undefined;
  if (open === undefined) throw new SqliteDsnError('mode must be ro, rw, rwc or memory');
  return {
    open: Object.keys(pragmas).length === 0 ? open : { ...open, pragmas },
    memory: mode === 'memory',
  };
}

/** 'name(value)' or 'name=value'. */
function readPragma(text: string): [string, string] {
  const match = /^\s*(\w+)\s*(?:\(\s*'?([^()']*?)'?\s*\)|=\s*(.*?))\s*$/.exec(text);
  const name = match?.[1]?.toLowerCase();
  const value = match?.[2] ?? match?.[3];
  if (name === undefined || value === undefined) {
    throw new SqliteDsnError('_pragma must have the form name(value)');
  }
  const refusal = pragmaRefusal(name, value);
  if (refusal !== undefined) throw new SqliteDsnError(refusal);
  return [name, value];
}
