/** A variable whose value is a secret, by its name (contract §3). */
const SECRET_NAME = /password|secret|token|key/i;

/** Of shorter secrets, four characters would tell too much. */
const SHOWN_FROM = 12;

/** The start of each address in a list of them. */
const ADDRESS_START = /,(?=\s*[a-z][a-z\d+.-]*:\/\/)/i;

/** The value of a variable as it may be printed and logged. */
export function redactValue(name: string, value: string): string {
  if (SECRET_NAME.test(name)) return redactSecret(value);
  return value
    .split(ADDRESS_START)
    .map((part) => (part.includes('://') ? redactUrl(part) : part))
    .join(',');
}

/** An address without what may be secret in it: user, password, query and fragment. */
export function redactUrl(url: string): string {
  const scheme = /^[^:]*:\/\//.exec(url)?.[0] ?? '';
  const [location = '', ...further] = url.slice(scheme.length).split(/[?#]/);
  // Where a password that nobody escaped may hold these signs, it could be anywhere.
  if (further.some((part) => part.includes('@'))) return `${scheme}***`;
  return scheme + location.slice(location.lastIndexOf('@') + 1);
}

function redactSecret(value: string): string {
  const letters = [...value];
  if (letters.length < SHOWN_FROM) return '***';
  return `${letters.slice(0, 2).join('')}...${letters.slice(-2).join('')}`;
}
