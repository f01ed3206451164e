/** One server-sent event as it arrived. */
export interface ReceivedEvent {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly retry: string | undefined;
  readonly data: unknown;
}

/** An open stream of events. */
export interface EventReader {
  /** Everything that has arrived so far. */
  readonly events: readonly ReceivedEvent[];
  /** Resolves when the answer has begun, so that nothing from here on is missed. */
  readonly opened: Promise<Response>;
  /** Resolves when the stream has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Cuts the connection; resolves when it is over. */
  cut(): Promise<void>;
}

export function readEvents(url: string, lastEventId?: string): EventReader {
  const events: ReceivedEvent[] = [];
  const leaving = new AbortController();
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const opened = fetch(url, { headers, signal: leaving.signal });
  const reading = opened
    .then(async (response) => {
      let text = '';
      const decoder = new TextDecoder();
      for await (const part of response.body ?? []) {
        text += decoder.decode(part as Uint8Array, { stream: true });
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        events.push(...blocks.flatMap((block) => parseBlock(block)));
      }
    })
    .catch(() => undefined);
  return {
    events,
    opened,
    ended: reading,
    async cut() {
      leaving.abort();
      await reading;
    },
  };
}

/** Comments and `retry` alone are no events. */
function parseBlock(block: string): ReceivedEvent[] {
  const fields = new Map(
    block.split('\n').map((line): [string, string] => {
      const [name = '', ...rest] = line.split(': ');
      return [name, rest.join(': ')];
    }),
  );
  const data = fields.get('data');
  if (data === undefined) return [];
  return [
    {
      id: fields.get('id'),
      event: fields.get('event'),
      retry: fields.get('retry'),
      data: JSON.parse(data),
    },
  ];
}
