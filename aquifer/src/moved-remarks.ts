/** What to tell when a server does not listen where it usually does. Port 0 leaves it to the system. */
export function movedRemarks(name: string, wanted: number, port: number): readonly string[] {
  if (port === wanted || wanted === 0) return [];
  return [`Port ${wanted} is taken, so ${name} listens on ${port}.`];
}
