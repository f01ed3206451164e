import type { ImportedMessage } from './message-store.ts';

/** Why a message cannot be imported, as the sentence of Fault `position_exists`. */
export function positionTaken({ id, position, globalPosition }: ImportedMessage): string {
  return `Message ${id}: its id, its global position ${globalPosition}, or position ${position} of its stream is taken`;
}
