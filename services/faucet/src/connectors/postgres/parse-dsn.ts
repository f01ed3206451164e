/**
 * A DSN as an address `openPostgres` reads: URLs stay as they are, and libpq's form of words
 * (`host=db port=5432 user=u password='p w' dbname=app sslmode=require`) becomes one.
 */
export const postgresUrl = (dsn: string): string => {
  const text = dsn.trim();
  if (/^postgres(ql)?:\/\//.test(text) || !/^\w+\s*=/.test(text)) return text;
  const parameters = new URLSearchParams();
  for (const [, name = '', quoted, plain] of text.matchAll(keyword)) {
    const value = (quoted ?? plain ?? '').replace(/\\(.)/gs, '$1');
    parameters.set(name, value);
  }
  return `postgres://?${parameters.toString()}`;
};

/** https://www.postgresql.org/docs/current/libpq-connect.html, "Keyword/Value Connection Strings". */
const keyword = /(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s\\']|\\.)*))/gs;

/**
 * The address with the session settings our SQL counts on: points in time in ISO form, read as UTC
 * when they name no zone. What the address itself sets stays.
 */
export const withSessionSettings = (url: string): string => {
  const [address = '', query = ''] = splitOnce(url, '?');
  const parameters = new URLSearchParams(query);
  const own = parameters.get('options');
  parameters.set('options', own === null ? sessionSettings : `${sessionSettings} ${own}`);
  return `${address}?${parameters.toString()}`;
};

const sessionSettings = [
  'DateStyle=ISO',
  'IntervalStyle=postgres',
  'TimeZone=UTC',
  // Every digit of a float, and backslashes as they are, whatever the database or the role sets.
  'extra_float_digits=3',
  'standard_conforming_strings=on',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

const splitOnce = (text: string, mark: string): readonly string[] => {
  const at = text.indexOf(mark);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
};
