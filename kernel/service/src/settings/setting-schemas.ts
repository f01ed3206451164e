import { z } from 'zod';

/** `100ms`, `15s`, `5m`, `1h`, `7d`, and sums such as `1h30m`; becomes milliseconds. */
export const duration: z.ZodType<number> = z.number();
/** `10MB`, `10MiB`, `512`; becomes bytes. */
export const byteSize: z.ZodType<number> = z.number();
/** `1/0/true/false/yes/no/on/off` in any case; becomes a boolean. */
export const booleanText: z.ZodType<boolean> = z.boolean();
/** A TCP port, 0 to 65535; 0 lets the system choose. */
export const port: z.ZodType<number> = z.number();
/** Items separated by commas; trimmed, empty ones dropped. */
export const textList: z.ZodType<readonly string[]> = z.array(z.string());
/** A whole number in decimal digits, from `min` to `max`. */
export function integer(
  range: { readonly min?: number; readonly max?: number } = {},
): z.ZodType<number> {
  return z.number().min(range.min ?? Number.MIN_SAFE_INTEGER);
}
