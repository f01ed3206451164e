import { invalid } from '../faults.ts';
import { jsonDepthMax } from '../model/limits.ts';

/**
 * Refuses what could not be given back as it came: numbers beyond the range of doubles, which
 * JSON.parse turns into infinity, and values nested too deep. Depth counts the value itself as 1.
 */
export function checkJson(value: unknown, name: string, depth = 1): void {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw invalid(`${name} holds a number that is too large`);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth > jsonDepthMax)
    throw invalid(`${name} must not be nested deeper than ${jsonDepthMax} levels`);
  if (Array.isArray(value)) for (const item of value) checkJson(item, name, depth + 1);
  else {
    for (const key in value) checkJson((value as Record<string, unknown>)[key], name, depth + 1);
  }
}
