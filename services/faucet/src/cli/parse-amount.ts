import { duration, Fault } from '@aquifer/service';

/** A flag's duration such as `30s`, in milliseconds. */
export function parseSeconds(flag: string, text: string): number {
  const parsed = duration.safeParse(text);
  if (parsed.success && parsed.data > 0) return parsed.data;
  throw refusal(`--${flag} must be a duration such as 30s`);
}

/** A flag's whole number of at least one. */
export function parsePositive(flag: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw refusal(`--${flag} must be a whole number from 1 to 999999`);
}

const refusal = (message: string): Fault =>
  new Fault({ code: 'command_refused', status: 400, message });
