/**
 * How a slow process answers, on a pipe of bytes: one byte of kind, four bytes of length (little
 * endian), then that many bytes. Rows are text in UTF-8, cut only between rows; `end` and `failed`
 * are JSON and close an answer.
 */
export type FrameKind = 'rows' | 'end' | 'failed';

const kinds: readonly FrameKind[] = ['rows', 'end', 'failed'];
const headerBytes = 5;

export interface Frame {
  readonly kind: FrameKind;
  readonly text: string;
}

/** A frame as bytes. */
export const encodeFrame = (kind: FrameKind, text: string): Buffer => {
  const bytes = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(headerBytes + bytes);
  frame[0] = kinds.indexOf(kind);
  frame.writeUInt32LE(bytes, 1);
  frame.write(text, headerBytes);
  return frame;
};

/** Cuts bytes into frames as they arrive; the rest waits for more. */
export const createFrameReader = (): ((bytes: Buffer) => Frame[]) => {
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let neededBytes = headerBytes;
  return (bytes) => {
    waiting.push(bytes);
    waitingBytes += bytes.length;
    // A large frame arrives in hundreds of pieces: they are joined once, when all are there.
    if (waitingBytes < neededBytes) return [];
    const all = waiting.length === 1 ? bytes : Buffer.concat(waiting);
    const frames: Frame[] = [];
    let from = 0;
    for (;;) {
      neededBytes = headerBytes;
      if (all.length - from < headerBytes) break;
      neededBytes += all.readUInt32LE(from + 1);
      if (all.length - from < neededBytes) break;
      const kind = kinds[all[from] ?? -1];
      if (kind === undefined) throw new Error('a slow process sent a frame of unknown kind');
      frames.push({ kind, text: all.toString('utf8', from + headerBytes, from + neededBytes) });
      from += neededBytes;
    }
    const rest = all.subarray(from);
    waiting = rest.length === 0 ? [] : [rest];
    waitingBytes = rest.length;
    return frames;
  };
};
