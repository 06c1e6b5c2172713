/** How the language and the plan read what people wrote, without touching the world themselves. */
export interface SourceFiles {
  /** The text of a file; undefined where there is none. Throws DroverError `file-unreadable` where it cannot be read. */
  read(path: string): string | undefined;
  /** What stands at a path, links followed; undefined where there is nothing. */
  type(path: string): 'file' | 'directory' | undefined;
  /** Names in a folder, sorted; empty where there is none. */
  list(path: string): readonly string[];
  /** An absolute path with links resolved. */
  absolute(path: string): string;
  /** Whether a file may be executed (inventory scripts). */
  isExecutable(path: string): boolean;
}
