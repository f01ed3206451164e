/** The release, told by `/version` and `sys.version`; a test holds it against package.json. */
export const version = '1.3.0';
