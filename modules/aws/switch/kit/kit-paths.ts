/** What the kit calls its record of a switch. */
export const REVERT_FILE = 'revert.json';

/** The same once all of it was taken back. */
export function retiredPath(path: string): string {
  return `${path}.reverted`;
}
