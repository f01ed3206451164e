import { fault } from '../../faults.ts';
import type { RunOptions } from '../connector.ts';

/** A stream that has not begun; it ends when its signal fires. */
export type StartStream = (run: { readonly signal: AbortSignal }) => AsyncIterable<string>;

/**
 * A stream that neither side can hold for ever. The statement has `timeoutMs` for each chunk, not
 * for all of them, because an export may take hours; then it is interrupted with query_timeout. The
 * reader has `readerMs` to take a chunk; then the stream is closed, which frees what it holds at
 * once, and the reader meets stream_stalled when it comes back.
 */
export async function* paceStream(
  start: StartStream,
  { timeoutMs, signal }: RunOptions,
  readerMs: number,
  onEnd: () => void,
): AsyncGenerator<string, void, undefined> {
  const statement = new AbortController();
  const signals = signal === undefined ? [statement.signal] : [statement.signal, signal];
  const source = start({ signal: AbortSignal.any(signals) })[Symbol.asyncIterator]();
  const close = async (): Promise<void> => {
    await source.return?.();
    onEnd();
  };
  let isStalled = false;
  const stall = (): void => {
    isStalled = true;
    // Whatever closing meets, the reader learns that it came too late.
    close().catch(() => undefined);
  };
  const next = (): Promise<IteratorResult<string>> =>
    timeoutMs === undefined ? source.next() : inTime(source, timeoutMs, statement);
  try {
    for (let chunk = await next(); chunk.done !== true; chunk = await next()) {
      const patience = setTimeout(stall, readerMs);
      try {
        yield chunk.value;
      } finally {
        clearTimeout(patience);
      }
      if (isStalled) throw fault('stream_stalled', { seconds: readerMs / 1000 });
    }
  } finally {
    await close();
  }
}

const inTime = async (
  source: AsyncIterator<string>,
  timeoutMs: number,
  statement: AbortController,
): Promise<IteratorResult<string>> => {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    statement.abort();
  }, timeoutMs);
  try {
    return await source.next();
  } catch (error) {
    if (!isLate) throw error;
    const seconds = timeoutMs / 1000;
    throw fault('query_timeout', { action: 'Query', seconds }, { cause: error });
  } finally {
    clearTimeout(timer);
  }
};
