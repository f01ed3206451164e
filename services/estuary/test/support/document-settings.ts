import type { DocumentSettings } from '../../src/openapi/document-settings.ts';

/** Of a server that asks for nothing. */
export const openSettings: DocumentSettings = {
  authEnabled: false,
  authPublicRead: false,
  authOwner: false,
  authScopeRead: undefined,
  authScopeWrite: undefined,
  metricsToken: undefined,
  rateLimitEnabled: false,
  requireIfMatch: false,
  bodyLimitBytes: 2_097_152,
  databaseType: 'memory',
};

/** Of a server that asks for everything it can. */
export const closedSettings: DocumentSettings = {
  ...openSettings,
  authEnabled: true,
  authOwner: true,
  authScopeRead: 'items:read',
  authScopeWrite: 'items:write',
  metricsToken: 'secret',
  rateLimitEnabled: true,
  requireIfMatch: true,
};
