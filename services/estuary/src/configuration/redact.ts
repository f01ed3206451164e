import { isRedacted } from './secret-names.ts';

/** Shorter values tell too much by any part of them. */
const SHOWN_MIN = 12;

/** A value as it may be printed (contract §3): of secrets the ends, of addresses no credentials. */
export function redact(name: string, value: string): string {
  if (isRedacted(name)) {
    return value.length < SHOWN_MIN ? '***' : `${value.slice(0, 2)}...${value.slice(-2)}`;
  }
  return URL.canParse(value) && /^[a-z][a-z0-9+.-]*:\/\//i.test(value)
    ? withoutCredentials(new URL(value))
    : value;
}

function withoutCredentials(url: URL): string {
  [url.username, url.password, url.search, url.hash] = ['', '', '', ''];
  return url.href;
}
