/** Encodes a value as one part of a token. */
export function encodePart(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return Buffer.from(text).toString('base64url');
}

/** Replaces parts of a token's header or claims and leaves its signature as it is. */
export function forgeToken(
  token: string,
  changes: { readonly header?: object; readonly claims?: object; readonly signature?: string },
): string {
  const [header = '', claims = '', signature = ''] = token.split('.');
  return [
    encodePart({ ...decodePart(header), ...changes.header }),
    encodePart({ ...decodePart(claims), ...changes.claims }),
    changes.signature ?? signature,
  ].join('.');
}

function decodePart(part: string): object {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as object;
}

/** A clock that stands until it is moved, in milliseconds. */
export interface TestClock {
  readonly now: () => number;
  readonly advance: (milliseconds: number) => void;
}

/** A clock that starts now. */
export function createTestClock(): TestClock {
  let time = Date.now();
  return {
    now: () => time,
    advance: (milliseconds) => {
      time += milliseconds;
    },
  };
}
