/** One server-sent event. */
export interface ServerEvent {
  /** What a reconnecting client sends back as `Last-Event-ID`. One line. */
  readonly id?: string;
  /** Name of the event; without it browsers call `onmessage`. One line. */
  readonly event?: string;
  /** How long the client waits before it reconnects, from now on. */
  readonly retryMs?: number;
  /** A string is sent as it is, line by line; anything else as JSON. */
  readonly data: unknown;
}

const LINE_BREAK = /\r\n|\r|\n/;

/**
 * An event in the text format of WHATWG HTML §9.2.6. Throws a TypeError for an id or a name that
 * is not one line, since it would forge other fields.
 */
export function renderEvent(event: ServerEvent): string {
  const { id, event: name, data, retryMs } = event;
  let text = retryMs === undefined ? '' : field('retry', String(retryMs));
  if (id !== undefined) text += field('id', id);
  if (name !== undefined) text += field('event', name);
  for (const line of dataText(data).split(LINE_BREAK)) text += `data: ${line}\n`;
  return `${text}\n`;
}

/** What a stream begins with before there is any event; empty when there is nothing to tell. */
export interface Opening {
  readonly retryMs?: number;
  readonly startId?: string;
  readonly greeting?: string;
}

/** The greeting comes last: whoever has read it knows the rest. */
export function renderOpening({ retryMs, startId, greeting }: Opening): string {
  let fields = retryMs === undefined ? '' : field('retry', String(retryMs));
  if (startId !== undefined) fields += field('id', startId);
  if (fields !== '') fields += '\n';
  return greeting === undefined ? fields : `${fields}: ${greeting}\n\n`;
}

function dataText(data: unknown): string {
  return typeof data === 'string' ? data : JSON.stringify(data ?? null);
}

function field(name: string, value: string): string {
  // An id with U+0000 is ignored by clients, so a stream that relies on it would restart for ever.
  if (LINE_BREAK.test(value) || value.includes('\0')) {
    throw new TypeError(`the ${name} of an event must be one line without U+0000`);
  }
  return `${name}: ${value}\n`;
}
