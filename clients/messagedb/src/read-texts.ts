/** Told about the waits, between which the server's silence means nothing. */
export interface Waits {
  readonly onWait: () => void;
  readonly onBytes: () => void;
}

/** What a body says, as it comes. Closes the connection when nobody wants the rest. */
export async function* readTexts(
  body: ReadableStream<Uint8Array>,
  { onWait, onBytes }: Waits,
): AsyncGenerator<string, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      onWait();
      const { done, value } = await reader.read();
      onBytes();
      if (done) return;
      const text = decoder.decode(value, { stream: true });
      if (text !== '') yield text;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
