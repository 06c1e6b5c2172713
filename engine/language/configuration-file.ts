import type { SourceFile } from '../diagnostics/span.ts';
import { spannerOf } from '../text/line-index.ts';
import type { ReadOptions } from './files-reading.ts';

/** An ansible.cfg: values by section and key, texts as written. */
export type ConfigurationFile = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Reads an ansible.cfg as Python's configparser does: `key = value` or `key: value`, comments that begin a line with
 * `#` or `;`, after a value with ` ;`; further lines of a value are indented. Problems are reported.
 */
export function readConfigurationFile(file: SourceFile, options: ReadOptions): ConfigurationFile {
  const span = spannerOf(file);
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let lastKey: string | undefined;
  let offset = 0;
  for (const line of file.text.split('\n')) {
    const start = offset;
    offset += line.length + 1;
    const text = line.replace(/\s;.*$/, '').trim();
    if (text === '' || /^[#;]/.test(text)) continue;
    if (/^\s/.test(line) && section !== undefined && lastKey !== undefined) {
      section.set(lastKey, `${section.get(lastKey) ?? ''}\n${text}`.trim());
      continue;
    }
    const header = /^\[([^\]]+)\]/.exec(text)?.[1];
    if (header !== undefined) {
      section = sections.get(header) ?? new Map<string, string>();
      sections.set(header, section);
      lastKey = undefined;
      continue;
    }
    const [, key, value = ''] = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(text) ?? [];
    if (key === undefined || section === undefined) {
      options.sink.report('wrong-type', {
        detail:
          section === undefined
            ? 'A line stands before the first section.'
            : `The line “${text}” is no \`key = value\`.`,
        help:
          section === undefined
            ? 'Begin the file with [defaults].'
            : 'Write `key = value`, or make it a comment with #.',
        span: span(start, start + line.length),
      });
      continue;
    }
    lastKey = key.toLowerCase();
    section.set(lastKey, value);
  }
  return sections;
}
