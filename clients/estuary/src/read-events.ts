/** A server-sent event. */
export interface ReceivedEvent {
  readonly event: string;
  readonly data: string;
  /** Undefined where the event has none. */
  readonly id: string | undefined;
}

/**
 * The events of a `text/event-stream` (WHATWG HTML §9.2.6). Comments and unknown fields are passed
 * over; `onBytes` is told of them too, for they show that the server lives.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  onBytes: () => void,
): AsyncGenerator<ReceivedEvent, void, undefined> {
  let event = '';
  let data: string[] = [];
  let id: string | undefined;
  for await (const line of readLines(body, onBytes)) {
    if (line === '') {
      if (data.length > 0) yield { event, data: data.join('\n'), id };
      event = '';
      data = [];
      id = undefined;
    }
    const [, field = '', value = ''] = /^([^:]+)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'event') event = value;
    if (field === 'data') data.push(value);
    if (field === 'id') id = value;
  }
}

async function* readLines(
  body: ReadableStream<Uint8Array>,
  onBytes: () => void,
): AsyncGenerator<string, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onBytes();
      rest += decoder.decode(value, { stream: true });
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } finally {
    // Closes the connection when nobody wants the rest.
    await reader.cancel().catch(() => undefined);
  }
}
