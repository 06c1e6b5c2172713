/** Patterns of ssh_config(5) and known_hosts: `*` stands for any characters, `?` for one; brackets are themselves. */
export function matchesPattern(pattern: string, text: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === text;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

/** Whether one of the patterns matches and none that begins with `!` does. */
export function matchesPatterns(patterns: readonly string[], text: string): boolean {
  let isNamed = false;
  for (const pattern of patterns) {
    if (pattern.startsWith('!')) {
      if (matchesPattern(pattern.slice(1), text)) return false;
    } else if (matchesPattern(pattern, text)) isNamed = true;
  }
  return isNamed;
}
