/** Sections that no other file at home in a folder of playbooks has. */
const own = ['account_info', 'aviatrix', 'switch_traffic', 'tgw'];
const sections = [...own, 'alert', 'aws', 'cleanup', 'config', 'terraform'];

/** Whether a text is a discovery.yaml, by its keys: two of its sections, one of them of its own. */
export function looksLikeDiscovery(text: string): boolean {
  const keys = new Set([...text.matchAll(/^["']?(\w+)["']?\s*:/gm)].map(([, key = '']) => key));
  return own.some((key) => keys.has(key)) && sections.filter((key) => keys.has(key)).length > 1;
}
