import { DroverError, messageOf } from '../../engine/diagnostics/drover-error.ts';

/**
 * A Python regular expression as JavaScript's: named groups, `\A`, `\Z`, inline flags at the start. Throws
 * `invalid-argument` for one that cannot be read.
 */
export function pythonPattern(source: string, flags = ''): RegExp {
  const inline = /^\(\?([aimsux]+)\)/.exec(source);
  const own = [...(inline?.[1] ?? '')].filter((flag) => 'ims'.includes(flag)).join('');
  const body = source
    .slice(inline?.[0].length ?? 0)
    .replaceAll('(?P<', '(?<')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replace(/\\([AZ])/g, (_match, letter: string) => (letter === 'A' ? '(?<![\\s\\S])' : '(?![\\s\\S])'));
  try {
    return new RegExp(body, [...new Set(own + flags)].join(''));
  } catch (error) {
    throw new DroverError('invalid-argument', {
      detail: `The regular expression ${source} cannot be read: ${messageOf(error)}`,
      help: 'Quote it with single quotes in YAML, and escape ( ) [ ] { } that stand for themselves.',
    });
  }
}
