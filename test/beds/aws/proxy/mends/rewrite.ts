/** Answers of moto, changed on their way. */
import type { AwsAnswer } from '../wire.ts';
import { readXml, rewriteXml, type Xml, type XmlElement } from '../xml.ts';

/** A good answer's content, changed; any other answer as it is. */
export function rewritten(answer: AwsAnswer, change: (content: XmlElement) => XmlElement): AwsAnswer {
  if (answer.status >= 300) return answer;
  const text = answer.body.toString();
  const [name, [content]] = Object.entries(readXml(text))[0] as [string, readonly [Xml]];
  const namespace = /xmlns="([^"]*)"/.exec(text)?.[1] ?? '';
  const changed = rewriteXml(change(typeof content === 'object' ? content : {}));
  return {
    ...answer,
    body: Buffer.from(`<?xml version="1.0"?>\n<${name} xmlns="${namespace}">${changed}</${name}>`),
  };
}

/** The items of a list, each changed, or left out where the change is undefined. */
export function withItems(
  content: XmlElement,
  list: string,
  change: (item: XmlElement) => XmlElement | undefined,
): XmlElement {
  const holder = content[list]?.[0];
  const items = typeof holder === 'object' ? (holder['item'] ?? []) : [];
  const kept = items
    .map((item) => (typeof item === 'object' ? change(item) : item))
    .filter((item) => item !== undefined);
  return { ...content, [list]: [{ item: kept }] };
}

/** An element with some of its children set to texts. */
export function withTexts(element: XmlElement, texts: Readonly<Record<string, string>>): XmlElement {
  return { ...element, ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, [text]])) };
}
