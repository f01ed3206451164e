import { uuidV7 } from '@aquifer/http';
import type { Append } from '../../src/append/append.ts';
import type { NewMessage } from '../../src/model/message.ts';

/** A message as the request parser makes it. */
export function message(parts: Partial<NewMessage> & { readonly body?: unknown } = {}): NewMessage {
  const { body = {}, ...rest } = parts;
  return {
    id: uuidV7(),
    isIdGiven: rest.id !== undefined,
    type: 'Happened',
    data: JSON.stringify(body),
    metadata: null,
    correlation: null,
    ...rest,
  };
}

/** An append of one message. */
export function write(
  streamName: string,
  parts: Parameters<typeof message>[0] = {},
  expectedVersion?: number,
): Append {
  return { streamName, messages: [message(parts)], expectedVersion };
}
