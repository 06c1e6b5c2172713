import { DroverError } from '../../engine/diagnostics/drover-error.ts';

/** Names of Python's encodings, and what the WHATWG calls them, where these differ. */
const labels: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'utf-16-le': 'utf-16le',
  'utf-16le': 'utf-16le',
  'utf-16-be': 'utf-16be',
  'utf-16be': 'utf-16be',
  ascii: 'us-ascii',
  latin1: 'latin-1',
  'iso-8859-1': 'latin-1',
  'iso8859-1': 'latin-1',
  'latin-1': 'latin-1',
};

/** A text in an encoding. Throws `invalid-argument` for an unknown one and for a character that it lacks. */
export function encoded(text: string, encoding: string): Uint8Array {
  const name = encoding.toLowerCase().replaceAll('_', '-');
  const label = labels[name] ?? name;
  if (label === 'utf-8') return new TextEncoder().encode(text);
  if (label === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (label === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  if (label === 'latin-1') return byTable(text, encoding, (code) => (code < 256 ? code : undefined));
  if (label === 'us-ascii') return byTable(text, encoding, (code) => (code < 128 ? code : undefined));
  const table = tableOf(label, encoding);
  return byTable(text, encoding, (code) => table.get(code));
}

/** Bytes in an encoding as text. Throws `invalid-argument` for an unknown one and for bytes that it has not. */
export function decoded(content: Uint8Array, encoding: string): string {
  const name = encoding.toLowerCase().replaceAll('_', '-');
  const label = labels[name] ?? name;
  if (label === 'latin-1') return Buffer.from(content).toString('latin1');
  decoderOf(label, encoding);
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw new DroverError('invalid-argument', {
      detail: `'${encoding}' codec can't decode the file: it is not text in this encoding`,
      help: 'Say with encoding which one it has, for example iso-8859-1.',
    });
  }
}

function byTable(text: string, encoding: string, byte: (code: number) => number | undefined): Uint8Array {
  return Uint8Array.from([...text], (character) => {
    const found = byte(character.codePointAt(0) ?? 0);
    if (found !== undefined) return found;
    throw new DroverError('invalid-argument', {
      detail: `'${encoding}' codec can't encode character '${character}'`,
      help: 'Leave output_encoding out to write UTF-8.',
    });
  });
}

/** Characters of an encoding of one byte each. */
function tableOf(label: string, encoding: string): ReadonlyMap<number, number> {
  const table = new Map<number, number>();
  for (let byte = 0; byte < 256; byte += 1) {
    const character = decoderOf(label, encoding).decode(Uint8Array.of(byte));
    if (character !== '' && character !== '\uFFFD') table.set(character.codePointAt(0) ?? 0, byte);
  }
  return table;
}

function decoderOf(label: string, encoding: string): { decode(bytes: Uint8Array): string } {
  try {
    return new TextDecoder(label);
  } catch {
    throw new DroverError('invalid-argument', {
      detail: `unknown encoding: ${encoding}`,
      help: 'Write for example utf-8, iso-8859-1, windows-1252 or utf-16-le.',
    });
  }
}
