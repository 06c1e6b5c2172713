/** Files of sysctl.conf(5). */

/** The value that a file sets; the last line decides, as it does for sysctl(8). */
export function valueIn(text: string, name: string): string | undefined {
  return settings(text)
    .filter((setting) => setting?.name === name)
    .at(-1)?.value;
}

/**
 * The file with the setting, or without it (value undefined). Settings are written without blanks, and only the first
 * line of each is kept, as Ansible leaves such files; comments and their order stay.
 */
export function withSetting(text: string, name: string, value: string | undefined): string {
  const seen = new Set<string>();
  const found = settings(text);
  const lines = linesOf(text).flatMap((line, at): readonly string[] => {
    const setting = found[at];
    if (setting === undefined) return [line];
    if (seen.has(setting.name)) return [];
    seen.add(setting.name);
    const wanted = setting.name === name ? value : setting.value;
    return wanted === undefined ? [] : [`${setting.name}=${wanted}`];
  });
  const added = value !== undefined && !seen.has(name) ? [`${name}=${value}`] : [];
  return [...lines, ...added].map((line) => `${line}\n`).join('');
}

/** The same values, whatever is between them. */
export function isSameValue(a: string, b: string): boolean {
  return a.trim().split(/\s+/).join(' ') === b.trim().split(/\s+/).join(' ');
}

/** A value as the kernel takes it: words for yes and no are numbers. */
export function kernelValue(value: string): string {
  const word = value.toLowerCase();
  if (['y', 'yes', 'on', '1', 'true', 't'].includes(word)) return '1';
  if (['n', 'no', 'off', '0', 'false', 'f'].includes(word)) return '0';
  return value.trim();
}

interface Setting {
  readonly name: string;
  readonly value: string;
}

/** What each line sets; undefined for comments and other lines. */
function settings(text: string): readonly (Setting | undefined)[] {
  return linesOf(text).map((line) => {
    const at = line.indexOf('=');
    if (at === -1 || /^[#;]/.test(line)) return undefined;
    return { name: line.slice(0, at).trim(), value: line.slice(at + 1).trim() };
  });
}

function linesOf(text: string): readonly string[] {
  return text === ''
    ? []
    : text
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => line.trim());
}
