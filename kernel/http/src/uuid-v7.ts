import { randomFillSync } from 'node:crypto';

/** Random bytes are fetched for this many ids at once: one system call instead of hundreds. */
const IDS_PER_POOL = 512;
const RANDOM_BYTES_PER_ID = 8;
/** The 12 bits after the version count ids of one millisecond, starting in their lower half. */
const COUNTER_MAX = 0xfff;
const COUNTER_START_MASK = 0x7ff;

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const pool = Buffer.alloc(IDS_PER_POOL * RANDOM_BYTES_PER_ID);
let poolOffset = pool.length;
let lastMs = 0;
let counter = 0;
let prefix = '';

/**
 * A UUIDv7 (RFC 9562, method 1 of §6.2): sorts by time, and within this process by order of
 * creation; unique without coordination. Not a secret.
 */
export function uuidV7(): string {
  if (poolOffset === pool.length) {
    randomFillSync(pool);
    poolOffset = 0;
  }
  const at = poolOffset;
  poolOffset += RANDOM_BYTES_PER_ID;
  advance(Date.now(), pool.readUInt16BE(at) & COUNTER_START_MASK);
  const middle = prefix + (counter + 0x7000).toString(16);
  return `${middle}-${byte(at, 0x3f, 0x80)}${byte(at + 1)}-${byte(at + 2)}${byte(at + 3)}${byte(at + 4)}${byte(at + 5)}${byte(at + 6)}${byte(at + 7)}`;
}

/** Moves to a new millisecond, or counts within the last one; a clock set back stays in the last one. */
function advance(nowMs: number, counterStart: number): void {
  if (nowMs > lastMs) {
    setTime(nowMs, counterStart);
  } else if (counter === COUNTER_MAX) {
    // All ids of this millisecond are used up, so borrow from the next one (RFC 9562 §6.2).
    setTime(lastMs + 1, counterStart);
  } else {
    counter += 1;
  }
}

function setTime(ms: number, counterStart: number): void {
  lastMs = ms;
  counter = counterStart;
  const digits = ms.toString(16).padStart(12, '0');
  prefix = `${digits.slice(0, 8)}-${digits.slice(8)}-`;
}

function byte(at: number, keep = 0xff, set = 0): string {
  return hex[((pool[at] ?? 0) & keep) | set] ?? '';
}
