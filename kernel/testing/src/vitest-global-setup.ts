/** Prepares what all test files share. Being written. */
export default function setup(): void {}
