import { fault } from '../faults.ts';
import { splitList } from './split-list.ts';

/** Relations inside each other: `orders.items`. */
export const relatedLevelsMax = 2;
/** Relations one request may ask for, each a query of its own. */
export const relatedMax = 20;

const optionNames = ['fields', 'filter', 'order', 'limit'] as const;
type OptionName = (typeof optionNames)[number];

/** One relation a caller asks for, its options as written. */
export interface RelatedRequest {
  readonly name: string;
  /** Where it stands, for messages: `orders.items`. */
  readonly path: string;
  readonly options: Readonly<Partial<Record<OptionName, string>>>;
  readonly related: readonly RelatedRequest[];
}

/**
 * The grammar of `related`:
 *
 *     related  := relation ("," relation)*
 *     relation := name ["." name] ["(" option (";" option)* ")"]
 *     option   := ("fields" | "filter" | "order" | "limit") "=" value
 *
 * `orders.items` asks for `orders` too. A value may hold commas, parentheses that match, and
 * anything inside 'strings'.
 */
export const parseRelated = (text: string | undefined): readonly RelatedRequest[] => {
  const root: Draft = { name: '', path: '', options: {}, related: new Map() };
  const entries = splitList(text ?? '');
  if (entries.length > relatedMax) throw refuse(`more than ${relatedMax} relations`);
  for (const entry of entries) addRelation(root, entry);
  return finish(root);
};

/** The refusal of this parameter. */
export const refuseRelated = (reason: string): Error => fault('invalid_related', { reason });
const refuse = refuseRelated;

interface Draft {
  readonly name: string;
  readonly path: string;
  options: Partial<Record<OptionName, string>>;
  readonly related: Map<string, Draft>;
}

const addRelation = (root: Draft, entry: string): void => {
  const open = entry.indexOf('(');
  const path = (open === -1 ? entry : entry.slice(0, open)).trim();
  const names = path.split('.').map((name) => name.trim());
  if (names.includes(''))
    throw refuse(`"${path.slice(0, 80)}" is not "relation" or "relation.relation"`);
  if (names.length > relatedLevelsMax) {
    throw refuse(`"${path.slice(0, 80)}" is more than ${relatedLevelsMax} levels deep`);
  }
  let draft = root;
  for (const name of names) draft = child(draft, name);
  if (open === -1) return;
  if (!entry.endsWith(')')) throw refuse(`"${draft.path}" lacks its closing parenthesis`);
  draft.options = { ...draft.options, ...parseOptions(entry.slice(open + 1, -1), draft.path) };
};

const child = (parent: Draft, name: string): Draft => {
  const known = parent.related.get(name);
  if (known !== undefined) return known;
  const path = parent.path === '' ? name : `${parent.path}.${name}`;
  const draft: Draft = { name, path, options: {}, related: new Map() };
  parent.related.set(name, draft);
  return draft;
};

const parseOptions = (text: string, path: string): Partial<Record<OptionName, string>> => {
  const options: Partial<Record<OptionName, string>> = {};
  for (const entry of splitList(text, ';')) {
    const equals = entry.indexOf('=');
    const word = (equals === -1 ? entry : entry.slice(0, equals)).trim();
    const name = optionNames.find((one) => one === word.toLowerCase());
    if (name === undefined || equals === -1) {
      throw refuse(
        `"${path}" has the option "${word.slice(0, 40)}"; expected fields=, filter=, order= or limit=`,
      );
    }
    if (options[name] !== undefined) throw refuse(`"${path}" has the option "${name}" twice`);
    options[name] = entry.slice(equals + 1).trim();
  }
  return options;
};

const finish = (draft: Draft): readonly RelatedRequest[] =>
  [...draft.related.values()].map((one) => ({
    name: one.name,
    path: one.path,
    options: one.options,
    related: finish(one),
  }));
