import type { PlacedMessage } from '../model/message.ts';

/** A message as it is stored. `time` is ISO 8601 in UTC. */
export interface TimedMessage extends PlacedMessage {
  readonly time: string;
}

/** `[id, type, position, globalPosition, data, metadata, time]` (contract §5). */
export function renderStreamRow(message: TimedMessage): string {
  return `["${message.id}",${renderRest(message)}`;
}

/** `[id, streamName, type, position, globalPosition, data, metadata, time]` (contract §5). */
export function renderCategoryRow(message: TimedMessage): string {
  return `["${message.id}",${JSON.stringify(message.streamName)},${renderRest(message)}`;
}

function renderRest(message: TimedMessage): string {
  const { type, position, globalPosition, data, metadata, time } = message;
  return `${JSON.stringify(type)},${position},${globalPosition},${data},${metadata},"${time}"]`;
}
