import { assetSchema, lockedLists, type Lock, type LockedAsset } from './lock.ts';

const head = `# Made by \`drover roles lock\` from the requirements. Keep it beside them, under version control.
# Every run takes exactly this content, whatever becomes of branches, tags and servers.
# \`drover roles update NAME\` moves one of them, \`drover roles lock\` takes up changed requirements.
`;

const order = Object.keys(assetSchema.properties) as readonly (keyof LockedAsset)[];

/** A lock as text: sorted by name, a line a fact, so that a change of one is a change of few lines. */
export function lockText(lock: Lock): string {
  const lists = lockedLists.flatMap((list) => {
    const sorted = sortAssets(lock[list]);
    return sorted.length === 0 ? [] : [`\n${list}:\n${sorted.map(assetText).join('\n')}`];
  });
  return `${head}\nlock: 1\n${lists.join('')}`;
}

export function sortAssets(assets: readonly LockedAsset[]): readonly LockedAsset[] {
  const key = ({ name, src, version = '' }: LockedAsset): string => [name, src, version].join('\n');
  return assets.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

function assetText(asset: LockedAsset): string {
  const lines = order.flatMap((key) => {
    const value = asset[key];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return [];
    if (Array.isArray(value)) return [`${key}:`, ...value.map((item: string) => `  - ${scalar(item)}`)];
    return [`${key}: ${scalar(String(value))}`];
  });
  return `${lines.map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`).join('\n')}\n`;
}

/** Plain where YAML takes it for a text; in double quotes, as JSON has them, elsewhere. */
function scalar(text: string): string {
  // Some hashes look like numbers (12e4): all are quoted, so that lines differ by what they say alone.
  if (/^[0-9a-f]{40}$/.test(text)) return `"${text}"`;
  const isPlain =
    /^[A-Za-z/][\w ./@+,~-]*(?::(?:[\w./@+,~-])[\w ./@+,~:-]*)*$/.test(text) && !/[\s:]$|: | #/.test(text);
  // Some readers take `e4` for a number.
  const means = /^(?:y|yes|n|no|true|false|on|off|null|~|e[-+]?\d+)$/i.test(text);
  return isPlain && !means ? text : JSON.stringify(text);
}
