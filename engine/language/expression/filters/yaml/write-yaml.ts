import { analyzeText, isHarmless, type ScalarAnalysis } from './analyze-scalar.ts';
import { implicitTag } from './implicit-tag.ts';
import { writeScalar } from './write-scalar.ts';
import type { ScalarStyle, YamlDict, YamlList, YamlText, YamlTree } from './yaml-tree.ts';
import { YamlWriter, type WriterOptions } from './yaml-writer.ts';

export interface YamlOptions extends WriterOptions {
  readonly isExplicitStart: boolean;
  readonly isExplicitEnd: boolean;
}

/** Where a node stands. */
interface Place {
  readonly isInMapping?: boolean;
  readonly isSimpleKey?: boolean;
}

/** A document in the layout of libyaml's emitter, which PyYAML writes with. */
export function writeYaml(tree: YamlTree, options: YamlOptions): string {
  const writer = new YamlWriter(options);
  if (options.isExplicitStart) writer.indicator('---', { needsBlank: true });
  writeNode(writer, tree, {});
  const needsEnd = options.isExplicitEnd || writer.isOpenEnded;
  writer.newLine();
  if (needsEnd) {
    writer.indicator('...', { needsBlank: true });
    writer.newLine();
  }
  return writer.text;
}

function writeNode(writer: YamlWriter, tree: YamlTree, place: Place): void {
  switch (tree.kind) {
    case 'scalar':
      writeText(writer, tree, place);
      break;
    case 'sequence':
      if (writer.flowLevel > 0 || tree.isFlow || tree.items.length === 0) writeFlowList(writer, tree);
      else writeBlockList(writer, tree, place);
      break;
    case 'mapping':
      if (tree.tag !== undefined) writer.indicator(`!!${tree.tag}`, { needsBlank: true });
      if (writer.flowLevel > 0 || tree.isFlow || tree.entries.length === 0) writeFlowDict(writer, tree);
      else writeBlockDict(writer, tree);
      break;
  }
}

function writeFlowList(writer: YamlWriter, { items }: YamlList): void {
  openFlow(writer, '[');
  items.forEach((item, index) => {
    separate(writer, index);
    writeNode(writer, item, {});
  });
  closeFlow(writer, ']');
}

function writeFlowDict(writer: YamlWriter, { entries }: YamlDict): void {
  openFlow(writer, '{');
  entries.forEach(([key, value], index) => {
    separate(writer, index);
    if (isSimpleKey(key, writer.options.allowsUnicode)) {
      writeNode(writer, key, { isInMapping: true, isSimpleKey: true });
      writer.indicator(':');
    } else {
      writer.indicator('?', { needsBlank: true });
      writeNode(writer, key, { isInMapping: true });
      if (writer.isTooWide) writer.newLine();
      writer.indicator(':', { needsBlank: true });
    }
    writeNode(writer, value, { isInMapping: true });
  });
  closeFlow(writer, '}');
}

function openFlow(writer: YamlWriter, bracket: string): void {
  writer.indicator(bracket, { needsBlank: true, isBlank: true });
  writer.enter(true);
  writer.flowLevel += 1;
}

function separate(writer: YamlWriter, index: number): void {
  if (index > 0) writer.indicator(',');
  if (writer.isTooWide) writer.newLine();
}

function closeFlow(writer: YamlWriter, bracket: string): void {
  writer.flowLevel -= 1;
  writer.leave();
  writer.indicator(bracket);
}

function writeBlockList(writer: YamlWriter, { items }: YamlList, place: Place): void {
  writer.enter(false, place.isInMapping === true && !writer.isAtIndent);
  for (const item of items) {
    writer.newLine();
    writer.indicator('-', { needsBlank: true, isIndent: true });
    writeNode(writer, item, {});
  }
  writer.leave();
}

function writeBlockDict(writer: YamlWriter, { entries }: YamlDict): void {
  writer.enter(false);
  for (const [key, value] of entries) {
    writer.newLine();
    if (isSimpleKey(key, writer.options.allowsUnicode)) {
      writeNode(writer, key, { isInMapping: true, isSimpleKey: true });
      writer.indicator(':');
    } else {
      writer.indicator('?', { needsBlank: true, isIndent: true });
      writeNode(writer, key, { isInMapping: true });
      writer.newLine();
      writer.indicator(':', { needsBlank: true, isIndent: true });
    }
    writeNode(writer, value, { isInMapping: true });
  }
  writer.leave();
}

const longestSimpleKey = 128;

function isSimpleKey(key: YamlTree, allowsUnicode: boolean): boolean {
  if (key.kind === 'sequence') return key.items.length === 0;
  if (key.kind === 'mapping') return key.entries.length === 0;
  const { isMultiline } = analyzeText(key.text, allowsUnicode);
  return !isMultiline && Buffer.byteLength(key.text) <= longestSimpleKey;
}

function writeText(writer: YamlWriter, node: YamlText, place: Place): void {
  const analysis = analyzeText(node.text, writer.options.allowsUnicode);
  const isKey = place.isSimpleKey === true;
  const isPlainRight = implicitTag(node.text) === node.tag;
  const isQuotedRight = node.tag === 'str';
  const style = chooseStyle(
    writer,
    node,
    analysis,
    isKey,
    isPlainRight || (!isQuotedRight && node.tag === 'binary'),
  );
  if (!isPlainRight && !isQuotedRight) writer.indicator(`!!${node.tag}`, { needsBlank: true });
  else if (!isQuotedRight && style !== 'plain') writer.indicator('!', { needsBlank: true });
  writer.enter(true);
  if (style === 'plain' && isHarmless(node.text) && writer.fits(node.text)) writeWord(writer, node.text);
  else writeScalar(writer, [...node.text], style, !isKey);
  writer.leave();
}

/** A plain text that needs no folding. */
function writeWord(writer: YamlWriter, text: string): void {
  if (!writer.isAfterBlank) writer.put(' ');
  writer.putText(text);
  writer.isAfterBlank = false;
  writer.isAtIndent = false;
}

function chooseStyle(
  writer: YamlWriter,
  node: YamlText,
  analysis: ScalarAnalysis,
  isKey: boolean,
  isPlainRight: boolean,
): ScalarStyle {
  const isInFlow = writer.flowLevel > 0;
  let style: ScalarStyle = node.style ?? 'plain';
  if (isKey && analysis.isMultiline) style = 'double';
  if (style === 'plain') {
    const isAllowed = isInFlow ? analysis.allowsFlowPlain : analysis.allowsBlockPlain;
    const isEmptyWhereSeen = node.text === '' && (isInFlow || isKey);
    if (!isAllowed || isEmptyWhereSeen || !isPlainRight) style = 'single';
  }
  if (style === 'single' && !analysis.allowsSingleQuoted) style = 'double';
  const isBlock = style === 'literal' || style === 'folded';
  return isBlock && (!analysis.allowsBlock || isInFlow || isKey) ? 'double' : style;
}
