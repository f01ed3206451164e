import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

/**
 * MCP session ids that need no memory: signed, so that every process and replica
 * knows its own, and a restart keeps them (Streamable HTTP, "Session Management").
 */
export interface SessionIds {
  issue(): string;
  isValid(id: string): boolean;
}

const SIGNATURE_LENGTH = 32;

export function createSessionIds(secret: string): SessionIds {
  const sign = (name: string): string =>
    createHmac('sha256', secret).update(`mcp ${name}`).digest('hex').slice(0, SIGNATURE_LENGTH);
  return {
    issue() {
      const name = `mcp-session-${randomUUID()}`;
      return `${name}-${sign(name)}`;
    },
    isValid(id) {
      const end = id.length - SIGNATURE_LENGTH - 1;
      const given = Buffer.from(id.slice(end + 1));
      const right = Buffer.from(sign(id.slice(0, Math.max(end, 0))));
      return end > 0 && given.length === right.length && timingSafeEqual(given, right);
    },
  };
}
