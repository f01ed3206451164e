/** With CI=true nobody reads the summary, so a test that is skipped must fail. */
export function isContinuousIntegration(): boolean {
  return process.env['CI'] === 'true';
}
