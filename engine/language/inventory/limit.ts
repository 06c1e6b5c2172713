import { DroverError } from '../../diagnostics/drover-error.ts';
import type { SourceFiles } from '../files.ts';
import { splitPattern } from './host-pattern.ts';

/** The patterns of `--limit`: `@file` stands for the patterns in its lines. Throws `file-not-found`. */
export function limitPatterns(limit: string, files: SourceFiles): readonly string[] {
  return splitPattern(limit).flatMap((part) =>
    part.startsWith('@') ? patternsOfFile(part.slice(1), files) : [part],
  );
}

function patternsOfFile(path: string, files: SourceFiles): readonly string[] {
  const text = files.type(path) === 'file' ? files.read(path) : undefined;
  if (text === undefined) {
    throw new DroverError('file-not-found', {
      detail: `Unable to find limit file ${path}`,
      help: 'Check the path; --limit @file takes a file with a pattern of hosts in each line.',
    });
  }
  return text.split('\n').flatMap((line) => splitPattern(line.trim()));
}
