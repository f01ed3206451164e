import type { FastifyRequest } from 'fastify';
import type { Estuary } from '../estuary.ts';
import { fault } from '../faults.ts';
import { clientOf } from './route.ts';

/** Whose documents a request may see: those of its subject, or undefined for all (contract B9). */
export function ownerOf({ settings }: Estuary, request: FastifyRequest): string | undefined {
  if (!settings.authOwner) return undefined;
  const subject = clientOf(request).caller?.subject;
  if (subject === undefined) throw fault('subject_missing');
  return subject;
}
