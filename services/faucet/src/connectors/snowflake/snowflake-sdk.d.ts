/** An optional dependency: `sdk.ts` says what is used of it, whether it is installed or not. */
declare module 'snowflake-sdk';
