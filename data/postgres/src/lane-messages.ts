/** Bytes a group starts with; it doubles as needed. */
const initialSize = 16_384;

/** The first byte of each message, and of what is closed. */
const kinds = { parse: 0x50, bind: 0x42, execute: 0x45, close: 0x43, sync: 0x53, statement: 0x53 };

/**
 * Messages of the extended protocol, as many statements as there are into one buffer
 * (https://www.postgresql.org/docs/current/protocol-message-formats.html). Parameters and results
 * are text.
 */
export class LaneMessages {
  #buffer = Buffer.allocUnsafe(initialSize);
  #at = 0;

  /** Names a statement. */
  parse(name: string, sql: string): void {
    const start = this.#begin(kinds.parse);
    this.#text(name);
    this.#text(sql);
    this.#int16(0);
    this.#end(start);
  }

  /** Runs a named statement with these values. */
  execute(name: string, values: readonly (string | null)[]): void {
    const bind = this.#begin(kinds.bind);
    this.#text('');
    this.#text(name);
    this.#int16(0);
    this.#int16(values.length);
    for (const value of values) this.#value(value);
    this.#int16(0);
    this.#end(bind);
    const execute = this.#begin(kinds.execute);
    this.#text('');
    this.#int32(0);
    this.#end(execute);
  }

  /** Forgets a named statement. */
  close(name: string): void {
    const start = this.#begin(kinds.close);
    this.#byte(kinds.statement);
    this.#text(name);
    this.#end(start);
  }

  /** Ends the group; the server answers when it has come here. */
  sync(): void {
    this.#end(this.#begin(kinds.sync));
  }

  /** What was written. A copy, because the socket may still hold it when the next is written. */
  take(): Buffer {
    const written = Buffer.from(this.#buffer.subarray(0, this.#at));
    this.#at = 0;
    if (this.#buffer.length > initialSize * 16) this.#buffer = Buffer.allocUnsafe(initialSize);
    return written;
  }

  /** Writes the kind and leaves room for the length, whose place it returns. */
  #begin(kind: number): number {
    this.#byte(kind);
    const start = this.#at;
    this.#int32(0);
    return start;
  }

  #end(start: number): void {
    this.#buffer.writeInt32BE(this.#at - start, start);
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#at = this.#buffer.writeUInt8(value, this.#at);
  }

  #int16(value: number): void {
    this.#reserve(2);
    this.#at = this.#buffer.writeUInt16BE(value, this.#at);
  }

  #int32(value: number): void {
    this.#reserve(4);
    this.#at = this.#buffer.writeInt32BE(value, this.#at);
  }

  /** Text that ends with a zero byte. */
  #text(value: string): void {
    this.#reserve(value.length * bytesPerUnit);
    this.#at += this.#buffer.write(value, this.#at);
    this.#byte(0);
  }

  /** Text after its length in bytes. */
  #value(value: string | null): void {
    if (value === null) return this.#int32(-1);
    this.#reserve(value.length * bytesPerUnit + 4);
    const bytes = this.#buffer.write(value, this.#at + 4);
    this.#int32(bytes);
    this.#at += bytes;
  }

  #reserve(bytes: number): void {
    const needed = this.#at + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, needed));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}

/** The most a UTF-16 unit becomes in UTF-8. */
const bytesPerUnit = 3;
