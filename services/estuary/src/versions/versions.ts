/** A version of the API that is going away (contract §8). */
export interface Deprecation {
  /** When it stops working; undefined while that is not decided. */
  readonly sunset?: Date;
}

/** Versions that are served. */
export const supported: readonly string[] = ['v1'];
export const current = 'v1';
/** Those of them that are going away; none is now. */
export const deprecated: ReadonlyMap<string, Deprecation> = new Map();
