/** Bounds of declared collections (contract B8). What reads requests and what describes them share these. */

/** Names leave out `items`, which is built in. */
export const NAME_PATTERN = '^[a-z][a-z0-9_-]{0,62}$';
/** Of a schema, and of the data of one document: bytes of JSON text in UTF-8. */
export const SCHEMA_BYTES_MAX = 65_536;
export const DATA_BYTES_MAX = 65_536;
/** Schemas within a schema: compiling takes longer than in proportion to them. */
export const SUBSCHEMAS_MAX = 1_000;
/** Characters of a regular expression. */
export const REGEX_LENGTH_MAX = 1_000;
/** Its instructions, once repetitions are written out. */
export const REGEX_SIZE_MAX = 4_000;
/** More would make the description of the API too large to read. */
export const COLLECTIONS_MAX = 100;
/** Problems of one body that are told. */
export const PROBLEMS_MAX = 100;
