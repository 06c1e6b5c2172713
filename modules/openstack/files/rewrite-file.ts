import type { Body } from '../api/session.types.ts';
import { isBody, isSame } from '../kind/wire.ts';
import { childOf, parseExportFile, type ExportFile } from './export-file.ts';
import { editNode, replaceSlot } from './edit-node.ts';
import { applyEdits } from './text-edit.ts';
import { dumpYaml } from './yaml-dump.ts';
import { itemSlots } from './yaml-slots.ts';

export interface Rewritten {
  readonly text: string;
  /** The file as it then is. */
  readonly file: ExportFile;
  /** It could not be edited in place: comments are lost. */
  readonly isWrittenAnew: boolean;
}

/** Values that share an anchor come apart in the second pass, and more than that in the third. */
const PASSES = 3;

/**
 * An export file after which it says `want`. What is not concerned stays as it was written, comments and layout
 * included. What it says comes before how it looks: records in a layout that cannot be edited are written anew.
 */
export function rewriteFile(file: ExportFile, want: Body): Rewritten {
  let now = file;
  for (let pass = 0; pass < PASSES; pass += 1) {
    if (isSame(now.value, want)) return { text: now.source.text, file: now, isWrittenAnew: false };
    const next = withEdits(now, want);
    if (next === undefined) break;
    now = next;
  }
  if (isSame(now.value, want)) return { text: now.source.text, file: now, isWrittenAnew: false };
  const path = file.source.path;
  const records = withWholeRecords(now, want);
  if (records !== undefined && isSame(records.value, want))
    return { text: records.source.text, file: records, isWrittenAnew: false };
  const text = dumpYaml(want);
  return { text, file: parseExportFile({ path, text }), isWrittenAnew: true };
}

function withEdits(file: ExportFile, want: Body): ExportFile | undefined {
  const { path, text } = file.source;
  return parsedOrNothing(path, applyEdits(text, editNode(text, file.nodes(), file.value, want)));
}

/** Records that do not say what they are to say, as wholes. */
function withWholeRecords(file: ExportFile, want: Body): ExportFile | undefined {
  const { path, text } = file.source;
  const list = childOf(file.nodes(), 'resources');
  const [have, wanted] = [file.value['resources'], want['resources']];
  if (list?.kind !== 'sequence' || !Array.isArray(have) || !Array.isArray(wanted)) return undefined;
  const edits = itemSlots(text, list).flatMap((slot, index) =>
    isBody(wanted[index]) && !isSame(have[index], wanted[index])
      ? replaceSlot(text, slot, wanted[index])
      : [],
  );
  return parsedOrNothing(path, applyEdits(text, edits));
}

function parsedOrNothing(path: string, text: string): ExportFile | undefined {
  try {
    return parseExportFile({ path, text });
  } catch {
    return undefined;
  }
}
