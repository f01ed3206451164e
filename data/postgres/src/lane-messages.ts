/** Bytes a group starts with; it doubles as needed. */
const initialSize = 16_384;

/** The first byte of each message, and of what is closed. */
const kinds = { parse: 0x50, bind: 0x42, execute: 0x45, close: 0x43, sync: 0x53, statement: 0x53 };

/** Object ids of element types that never change (src/include/catalog/pg_type.dat). */
const elementOids = { json: 114, text: 25 } as const;

/**
 * Many texts as one parameter. It travels in the binary form of arrays, in which nothing is quoted:
 * JSON is half quotes.
 */
export interface PostgresTextArray {
  readonly elements: keyof typeof elementOids;
  readonly texts: readonly (string | null)[];
}

/** A parameter as it is sent. */
export type LaneValue = string | null | PostgresTextArray;

/**
 * Messages of the extended protocol, as many statements as there are into one buffer
 * (https://www.postgresql.org/docs/current/protocol-message-formats.html). Parameters are text, or
 * arrays of texts; results are text.
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
  execute(name: string, values: readonly LaneValue[]): void {
    const bind = this.#begin(kinds.bind);
    this.#text('');
    this.#text(name);
    this.#formats(values);
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

  /** One format for each value, or none when all are text. */
  #formats(values: readonly LaneValue[]): void {
    if (!values.some(isTextArray)) return this.#int16(0);
    this.#int16(values.length);
    for (const value of values) this.#int16(isTextArray(value) ? 1 : 0);
  }

  /** A value after its length in bytes. */
  #value(value: LaneValue): void {
    if (value === null) return this.#int32(-1);
    if (typeof value === 'string') return this.#sizedText(value);
    const start = this.#at;
    this.#int32(0);
    this.#array(value);
    this.#buffer.writeInt32BE(this.#at - start - 4, start);
  }

  /** One dimension, whether there are nulls, the elements' type; then length and lower bound. */
  #array({ elements, texts }: PostgresTextArray): void {
    this.#int32(1);
    this.#int32(texts.includes(null) ? 1 : 0);
    this.#int32(elementOids[elements]);
    this.#int32(texts.length);
    this.#int32(1);
    for (const text of texts) {
      if (text === null) this.#int32(-1);
      else this.#sizedText(text);
    }
  }

  #sizedText(value: string): void {
    this.#reserve(sizeBound(value) + 4);
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

export const isTextArray = (value: LaneValue): value is PostgresTextArray =>
  typeof value === 'object' && value !== null;

/** The most a UTF-16 unit becomes in UTF-8. */
const bytesPerUnit = 3;
/** Texts longer than this are measured, rather than given three times the room they need. */
const measuredFrom = 65_536;

const sizeBound = (text: string): number =>
  text.length < measuredFrom ? text.length * bytesPerUnit : Buffer.byteLength(text);
