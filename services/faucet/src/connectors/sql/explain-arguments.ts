/** A parameter of a routine that a caller may give. */
export interface AcceptedParameter {
  readonly name: string;
  readonly optional: boolean;
}

/** Why arguments of these names do not fit the parameters; undefined when they do. */
export const explainArguments = (
  parameters: readonly AcceptedParameter[],
  given: readonly string[],
): string | undefined => {
  const known = parameters.map(({ name }) => name);
  const unknown = given.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const list = known.length === 0 ? 'it takes none' : `it takes ${known.join(', ')}`;
    return `"${unknown}" is not a parameter; ${list}`;
  }
  const missing = parameters.filter(({ name, optional }) => !optional && !given.includes(name));
  if (missing.length === 0) return undefined;
  return `missing ${missing.map(({ name }) => `"${name}"`).join(', ')}`;
};
