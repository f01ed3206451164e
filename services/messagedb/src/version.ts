/**
 * The version of the API, told by `/version` and `sys.version`: the one the guide shows and message-db
 * clients ask for. Releases of Aquifer are numbered in package.json.
 */
export const version = '1.3.0';
