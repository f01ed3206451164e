/**
 * Messages of the extended protocol, as many statements as there are into one buffer
 * (https://www.postgresql.org/docs/current/protocol-message-formats.html). Parameters and results
 * are text.
 */
export interface LaneMessages {
  /** Names a statement. */
  parse(name: string, sql: string): void;
  /** Runs a named statement with these values. */
  execute(name: string, values: readonly (string | null)[]): void;
  /** Forgets a named statement. */
  close(name: string): void;
  /** Ends the group; the server answers when it has come here. */
  sync(): void;
  /** What was written, to be sent before the next message is written. */
  take(): Buffer;
}

/** Bytes a group starts with; it doubles as needed. */
const initialSize = 16_384;

export function createLaneMessages(): LaneMessages {
  let buffer = Buffer.allocUnsafe(initialSize);
  let at = 0;

  const reserve = (bytes: number): void => {
    if (at + bytes <= buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, at + bytes));
    buffer.copy(larger, 0, 0, at);
    buffer = larger;
  };
  const byte = (value: number): void => {
    buffer[at] = value;
    at += 1;
  };
  const int16 = (value: number): void => {
    at = buffer.writeUInt16BE(value, at);
  };
  const int32 = (value: number): void => {
    at = buffer.writeInt32BE(value, at);
  };
  /** Text that ends with a zero byte; three bytes are the most a UTF-16 unit becomes. */
  const text = (value: string): void => {
    reserve(value.length * 3 + 1);
    at += buffer.write(value, at);
    byte(0);
  };
  /** Writes the kind and the parts, and then the length before the parts. */
  const message = (kind: number, parts: () => void): void => {
    reserve(64);
    byte(kind);
    const start = at;
    at += 4;
    parts();
    buffer.writeInt32BE(at - start, start);
  };
  const value = (parameter: string | null): void => {
    reserve((parameter?.length ?? 0) * 3 + 4);
    if (parameter === null) return int32(-1);
    const bytes = buffer.write(parameter, at + 4);
    int32(bytes);
    at += bytes;
  };

  return {
    parse: (name, sql) =>
      message(kinds.parse, () => {
        text(name);
        text(sql);
        reserve(2);
        int16(0);
      }),
    execute(name, values) {
      message(kinds.bind, () => {
        text('');
        text(name);
        reserve(4);
        int16(0);
        int16(values.length);
        for (const parameter of values) value(parameter);
        reserve(2);
        int16(0);
      });
      message(kinds.execute, () => {
        text('');
        int32(0);
      });
    },
    close: (name) =>
      message(kinds.close, () => {
        byte(kinds.statement);
        text(name);
      }),
    sync: () => message(kinds.sync, () => undefined),
    take() {
      // A copy, because the socket may still hold the last group when the next is written.
      const written = Buffer.from(buffer.subarray(0, at));
      at = 0;
      if (buffer.length > initialSize * 16) buffer = Buffer.allocUnsafe(initialSize);
      return written;
    },
  };
}

/** The first byte of each message. */
const kinds = {
  parse: 'P'.charCodeAt(0),
  bind: 'B'.charCodeAt(0),
  execute: 'E'.charCodeAt(0),
  close: 'C'.charCodeAt(0),
  statement: 'S'.charCodeAt(0),
  sync: 'S'.charCodeAt(0),
} as const;
