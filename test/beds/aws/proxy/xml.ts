/** XML as EC2 writes it: elements and text only. An element with children is a dictionary, one without is its text. */
export type Xml = string | XmlElement;
export interface XmlElement {
  readonly [name: string]: readonly Xml[];
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The elements of a document by name. Throws for what is no XML, such as a page of an error. */
export function readXml(text: string): XmlElement {
  const pattern = /<(\/?)([A-Za-z_][\w.:-]*)([^<>]*?)(\/?)>|([^<]+)|<[?!][^>]*>/g;
  const root: Frame = { name: '', children: {}, text: '' };
  const open: Frame[] = [root];
  for (const [, closing, name, , isEmpty, words] of text.matchAll(pattern)) {
    const top = open.at(-1);
    if (top === undefined) break;
    if (words !== undefined) top.text += decode(words);
    else if (closing === '/') close(open, name ?? '');
    else if (name !== undefined) {
      open.push({ name, children: {}, text: '' });
      if (isEmpty === '/') close(open, name);
    }
  }
  if (open.length !== 1) throw new Error(`This is no XML: ${text.slice(0, 200)}`);
  return root.children;
}

interface Frame {
  readonly name: string;
  readonly children: Record<string, Xml[]>;
  text: string;
}

function close(open: Frame[], name: string): void {
  const frame = open.pop();
  const parent = open.at(-1);
  if (frame?.name !== name || parent === undefined) throw new Error(`</${name}> closes nothing.`);
  const isLeaf = Object.keys(frame.children).length === 0;
  (parent.children[name] ??= []).push(isLeaf ? frame.text.trim() : frame.children);
}

function decode(text: string): string {
  return text.replaceAll(/&(#x?[\da-f]+|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1)));
  });
}

/** The text at a path of first elements; '' where there is none. */
export function textAt(from: Xml | undefined, ...path: readonly string[]): string {
  const found = elementAt(from, ...path);
  return typeof found === 'string' ? found : '';
}

/** The elements of a list: `itemsAt(answer, 'vpcSet')` are its `item`s. */
export function itemsAt(from: Xml | undefined, ...path: readonly string[]): readonly XmlElement[] {
  const found = elementAt(from, ...path);
  if (typeof found !== 'object') return [];
  return (found['item'] ?? found['member'] ?? []).filter(
    (item): item is XmlElement => typeof item === 'object',
  );
}

export function elementAt(from: Xml | undefined, ...path: readonly string[]): Xml | undefined {
  let at = from;
  for (const name of path) at = typeof at === 'object' ? at[name]?.[0] : undefined;
  return at;
}

/** A value as XML: lists are `item`s, undefined is left out. */
export function writeXml(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<item>${writeXml(item)}</item>`).join('');
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([name, inner]) => `<${name}>${writeXml(inner)}</${name}>`)
      .join('');
  return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** An element that was read, as XML again. */
export function rewriteXml(element: Xml): string {
  if (typeof element === 'string') return writeXml(element);
  return Object.entries(element)
    .flatMap(([name, list]) => list.map((inner) => `<${name}>${rewriteXml(inner)}</${name}>`))
    .join('');
}
