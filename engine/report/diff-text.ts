import { createTwoFilesPatch } from 'diff';
import type { TextDiff } from '../module.ts';
import type { Paint } from './color.ts';

/** A unified diff of a text before and after, as `--diff` shows it; empty where they are alike. */
export function diffText(diff: TextDiff, paint: Paint): string {
  if (diff.before === diff.after) return '';
  const patch = createTwoFilesPatch(
    `before${diff.beforeHeader === undefined ? '' : `: ${diff.beforeHeader}`}`,
    `after${diff.afterHeader === undefined ? '' : `: ${diff.afterHeader}`}`,
    diff.before,
    diff.after,
    undefined,
    undefined,
    { context: 3 },
  );
  return patch
    .split('\n')
    .filter((line) => !line.startsWith('====') && !line.startsWith('Index:'))
    .map((line) => paintLine(line.startsWith('@@') ? pythonHunk(line) : line.replace(/\t$/, ''), paint))
    .join('\n');
}

/** Where a hunk has one line, Python's diffs, which Ansible shows, leave the count out: `-1 +1,2`. */
function pythonHunk(line: string): string {
  return line.replace(/,1(?= )/g, '');
}

function paintLine(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint('added', line);
  if (line.startsWith('-')) return paint('removed', line);
  return line.startsWith('@@') ? paint('skipped', line) : line;
}
