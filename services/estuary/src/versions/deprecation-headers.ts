import type { Deprecation } from './versions.ts';

/** Where it is written what changes from a version to the next. */
export const migrationPath = (version: string): string => `/docs/migration/${version}`;

/** Headers of answers in a version that is going away (RFC 9745, RFC 8594; contract §8). */
export function deprecationHeaders(
  version: string,
  { sunset }: Deprecation,
): Readonly<Record<string, string>> {
  if (sunset === undefined) return { deprecation: 'true' };
  return {
    deprecation: 'true',
    sunset: sunset.toUTCString(),
    link: `<${migrationPath(version)}>; rel="successor-version"`,
    warning: `299 - "This API version is deprecated and will be removed on ${sunset.toISOString().slice(0, 10)}"`,
  };
}

/** Whether it does not work any more. */
export const isOver = ({ sunset }: Deprecation, nowMs: number): boolean =>
  sunset !== undefined && sunset.getTime() <= nowMs;
