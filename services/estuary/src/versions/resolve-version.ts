import { current, supported } from './versions.ts';

export interface VersionRequest {
  /** Without the query. */
  readonly path: string;
  readonly accept: string | undefined;
  /** `X-API-Version`. */
  readonly header: string | undefined;
}

/** Which version a request under /api/ means, and where it should be asked for (contract §8). */
export type Version =
  | { readonly kind: 'served'; readonly version: string }
  /** The path names none, and no header does: this one is under a path of its own. */
  | { readonly kind: 'elsewhere'; readonly version: string }
  | { readonly kind: 'unsupported'; readonly version: string };

const IN_PATH = /^\/api\/(v\d+)(?=\/|$)/;

/** The path says it; without one the Accept header, then `X-API-Version`, of what is supported. */
export function resolveVersion({ path, accept, header }: VersionRequest): Version {
  const inPath = IN_PATH.exec(path)?.[1];
  if (inPath !== undefined) {
    return supported.includes(inPath)
      ? { kind: 'served', version: inPath }
      : { kind: 'unsupported', version: inPath };
  }
  const asked = inAccept(accept) ?? inHeader(header);
  if (asked !== undefined) return { kind: 'served', version: asked };
  return { kind: 'elsewhere', version: current };
}

/** The supported version of the type that is liked best; of equals the first. */
function inAccept(accept: string | undefined): string | undefined {
  const ranges = (accept ?? '').split(',').flatMap((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const version = /^application\/vnd\.estuary\.(v\d+)\+json$/.exec(type)?.[1];
    if (version === undefined || !supported.includes(version)) return [];
    const weight = weightIn(parameters);
    return weight > 0 ? [{ version, weight }] : [];
  });
  return ranges.toSorted((left, right) => right.weight - left.weight)[0]?.version;
}

function weightIn(parameters: readonly string[]): number {
  const text = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
  return /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(text) ? Number(text) : 0;
}

/** `v1` or `1`. */
function inHeader(header: string | undefined): string | undefined {
  const number = /^v?(\d+)$/i.exec(header?.trim() ?? '')?.[1];
  return supported.find((version) => version === `v${number}`);
}
