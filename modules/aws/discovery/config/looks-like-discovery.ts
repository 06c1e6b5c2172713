/** Sections that no other file at home in a folder of playbooks has. */
const own = ['account_info', 'aviatrix', 'switch_traffic', 'tgw'];
const sections = [...own, 'alert', 'aws', 'cleanup', 'config', 'terraform'];

/** Whether a text is a discovery.yaml, by its keys: two of its sections, one of them of its own. It may be JSON. */
export function looksLikeDiscovery(text: string): boolean {
  const keys = keysOf(text);
  return own.some((key) => keys.has(key)) && sections.filter((key) => keys.has(key)).length > 1;
}

/** The keys at the top, without reading all of the YAML; for JSON, whose keys may stand anywhere in a line, by reading it. */
function keysOf(text: string): ReadonlySet<string> {
  if (!text.trimStart().startsWith('{'))
    return new Set([...text.matchAll(/^["']?(\w+)["']?\s*:/gm)].map(([, key = '']) => key));
  try {
    const value: unknown = JSON.parse(text);
    return new Set(typeof value === 'object' && value !== null ? Object.keys(value) : []);
  } catch {
    return new Set();
  }
}
