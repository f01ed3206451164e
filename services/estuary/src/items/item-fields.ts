// `isWellFormed` is in Node since 20.0, but not in the es2023 library of TypeScript.
/// <reference lib="es2024.string" />

import { fault } from '../faults.ts';
import type { FieldProblem } from '../faults.ts';
import type { Patch } from '../writes/write.ts';
import { DESCRIPTION_MAX, NAME_MAX } from './item-rules.ts';

/** A new item's fields by the rules of contract §7.2. Throws `validation_failed`, with every problem. */
export function readNewItem(body: Patch): Patch {
  const problems: FieldProblem[] = [];
  const name = readName(body['name'], problems);
  const description = readDescription(body['description'] ?? null, problems);
  return refuseProblems(problems, { name, description });
}

/** The fields that an update sets: those that were sent. Other members are ignored. */
export function readItemPatch(body: Patch): Patch {
  const problems: FieldProblem[] = [];
  const patch: Record<string, unknown> = {};
  if (body['name'] !== undefined) patch['name'] = readName(body['name'], problems);
  if (body['description'] !== undefined) {
    patch['description'] = readDescription(body['description'], problems);
  }
  return refuseProblems(problems, patch);
}

function readName(given: unknown, problems: FieldProblem[]): string {
  if (given === undefined) {
    problems.push({ field: 'name', message: 'Name is required', code: 'required' });
    return '';
  }
  if (typeof given !== 'string') {
    problems.push({ field: 'name', message: 'Name must be a string', code: 'type' });
    return '';
  }
  const name = given.trim();
  const length = charactersOf(name);
  if (length < 1 || length > NAME_MAX) {
    const message = `Name must be between 1 and ${NAME_MAX} characters`;
    problems.push({ field: 'name', message, code: 'length' });
  }
  refuseUnpaired('name', 'Name', name, problems);
  return name;
}

function readDescription(given: unknown, problems: FieldProblem[]): string | null {
  if (given === null) return null;
  if (typeof given !== 'string') {
    const message = 'Description must be a string or null';
    problems.push({ field: 'description', message, code: 'type' });
    return null;
  }
  const description = given.trim();
  if (charactersOf(description) > DESCRIPTION_MAX) {
    const message = `Description must not exceed ${DESCRIPTION_MAX} characters`;
    problems.push({ field: 'description', message, code: 'length' });
  }
  refuseUnpaired('description', 'Description', description, problems);
  return description === '' ? null : description;
}

/** Code points, as people count, not units of UTF-16. */
function charactersOf(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Half of a character cannot be stored in UTF-8. */
function refuseUnpaired(
  field: string,
  title: string,
  text: string,
  problems: FieldProblem[],
): void {
  if (text.isWellFormed()) return;
  problems.push({ field, message: `${title} contains an unpaired surrogate`, code: 'encoding' });
}

function refuseProblems(problems: readonly FieldProblem[], fields: Patch): Patch {
  if (problems.length > 0) throw fault('validation_failed', {}, { problems });
  return fields;
}
