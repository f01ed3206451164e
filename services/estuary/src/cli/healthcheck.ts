import type { Terminal } from '@aquifer/service';

const TIMEOUT_MS = 3_000;

/** `estuary healthcheck [url]`: exit code 0 when the server is alive, so that images need no wget. */
export async function healthcheck({ env, stderr }: Terminal, url?: string): Promise<number> {
  const port = env['PORT']?.trim() || '3000';
  const target = url ?? `http://127.0.0.1:${port}/health/live`;
  try {
    const answer = await fetch(target, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (answer.ok) return 0;
    stderr.write(`${target} answered ${answer.status}\n`);
  } catch (error) {
    const reason = error instanceof Error ? reasonOf(error) : String(error);
    stderr.write(`${target} does not answer: ${reason}\n`);
  }
  return 1;
}

/** fetch says only that it failed, and has the reason beside it. */
function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error ? cause.message : message;
}
