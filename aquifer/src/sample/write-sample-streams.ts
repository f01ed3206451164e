import { orderStreams } from './order-streams.ts';

const CONFLICT = 409;

/** Writes the sample streams where they are not there yet, through the API like any client. */
export async function writeSampleStreams(api: string, token: string): Promise<void> {
  for (const [stream, events] of orderStreams()) {
    const request = ['stream.writeBatch', stream, events, { expectedVersion: -1 }];
    const response = await fetch(api, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(request),
    });
    // A stream that exists was written at an earlier start, and may have grown since.
    if (!response.ok && response.status !== CONFLICT) {
      throw new Error(`the sample stream ${stream} was refused: ${await response.text()}`);
    }
    await response.body?.cancel();
  }
}
