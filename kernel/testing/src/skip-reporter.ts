/** Names skipped suites at the end. Being written. */
export default class SkipReporter {}
