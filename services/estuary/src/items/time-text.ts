const DAY_MS = 86_400_000;
const padded = (length: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, number) => String(number).padStart(length, '0'));
const twoDigits = padded(2, 60);
const threeDigits = padded(3, 1000);

/** Most times that are told one after the other are of one day. */
let day = Number.NaN;
let dayText = '';

/**
 * A time in milliseconds since 1970 as RFC 3339, UTC, with milliseconds: what `toISOString` says. By hand,
 * because a page tells forty of them, and `Date` took a third of its time.
 */
export function timeText(ms: number): string {
  const its = Math.floor(ms / DAY_MS);
  if (its !== day) {
    dayText = new Date(its * DAY_MS).toISOString().slice(0, -13);
    day = its;
  }
  const rest = ms - its * DAY_MS;
  const [seconds, minutes, hours] = [
    Math.floor(rest / 1000),
    Math.floor(rest / 60_000),
    Math.floor(rest / 3_600_000),
  ];
  return `${dayText}${twoDigits[hours]}:${twoDigits[minutes % 60]}:${twoDigits[seconds % 60]}.${threeDigits[rest % 1000]}Z`;
}
