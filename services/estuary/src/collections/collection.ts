import type { FieldProblem } from '../faults.ts';
import { compileSchema } from './compile-schema.ts';
import type { Validate } from './compile-schema.ts';
import type { Declaration } from './declaration.ts';
import { Unsettled } from './unsettled.ts';

/** A declared collection as it is used: its schemas are compiled when they are first needed. */
export class Collection {
  readonly declaration: Declaration;
  #validate: Validate | undefined;
  #validateNext: Validate | undefined;

  constructor(declaration: Declaration) {
    this.declaration = declaration;
  }

  /** What is wrong with the data of a document. Throws `Unsettled`. */
  problemsOf(data: unknown): readonly FieldProblem[] {
    const { schema, next } = this.declaration;
    this.#validate ??= compileSchema(schema);
    const problems = this.#validate(data);
    if (problems.length > 0 || next === undefined) return problems;
    this.#validateNext ??= compileSchema(next.schema);
    if (this.#validateNext(data).length > 0) throw new Unsettled();
    return [];
  }
}
