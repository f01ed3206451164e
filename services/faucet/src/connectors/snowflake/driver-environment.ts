/**
 * What keeps the driver from reporting anything beside its work. It has no option for it and reads
 * the environment while it is loaded, so the process sets these from its beginning.
 */
export const driverEnvironment: Readonly<Record<string, string>> = {
  // Reports at each connection how the account was written.
  SF_TELEMETRY_DISABLE_CONNECTION_SHAPE: 'true',
  // Asks the metadata servers of clouds, and AWS for the caller's identity, and reports what they say.
  SNOWFLAKE_DISABLE_PLATFORM_DETECTION: 'true',
  // Loads a native library only to report whether it could.
  SNOWFLAKE_DISABLE_MINICORE: 'true',
};
