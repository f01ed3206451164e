/** A JSON value as JSON.parse makes it. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

export type JsonObject = { readonly [key: string]: JsonValue };

/**
 * What a kind of message looks like. A union of shapes with literal types makes reads typed:
 * `message.type` then tells the compiler what `message.data` is.
 */
export interface MessageShape {
  readonly type: string;
  readonly data: object;
  readonly metadata?: object | null;
}

/** Any message, when nothing more is said. */
export interface AnyShape {
  readonly type: string;
  readonly data: JsonObject;
  readonly metadata?: JsonObject | null;
}

/** A message as it was stored. */
export type Message<Shape extends MessageShape = AnyShape> = Shape extends MessageShape
  ? {
      /** UUID. */
      readonly id: string;
      readonly stream: string;
      readonly type: Shape['type'];
      /** Index in its stream, from 0, without gaps. */
      readonly position: number;
      /** Number in its namespace, from 1, strictly growing. */
      readonly globalPosition: number;
      readonly data: Shape['data'];
      readonly metadata: Exclude<Shape['metadata'], undefined> | null;
      /** When it was written: ISO 8601 in UTC, with milliseconds or microseconds. */
      readonly time: string;
    }
  : never;

/** A message to be written. */
export interface NewMessage extends MessageShape {
  /** UUID; made by the client when absent, so that a write can be repeated safely. */
  readonly id?: string;
}

type Place = readonly [position: number, globalPosition: number];

/** `[id, type, position, globalPosition, data, metadata, time]` */
export type StreamRow = readonly [string, string, ...Place, JsonObject, JsonObject | null, string];

/** `[id, stream, type, position, globalPosition, data, metadata, time]` */
export type CategoryRow = readonly [string, ...StreamRow];

export function messageOfStreamRow<Shape extends MessageShape>(
  stream: string,
  [id, type, position, globalPosition, data, metadata, time]: StreamRow,
): Message<Shape> {
  const message = { id, stream, type, position, globalPosition, data, metadata, time };
  return message as unknown as Message<Shape>;
}

export function messageOfCategoryRow<Shape extends MessageShape>([
  id,
  stream,
  ...rest
]: CategoryRow): Message<Shape> {
  return messageOfStreamRow(stream, [id, ...rest]);
}
