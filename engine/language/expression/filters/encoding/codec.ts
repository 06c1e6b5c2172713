import { templateError } from '../../errors.ts';

/** Text to bytes and back, with Python's names of encodings. */

/**
 * UTF-8 as text. Bytes that are none stand as lone surrogates, and `encodeText` makes the same bytes of them again
 * (Python's `surrogateescape`), so that binary content is not lost.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return decodeWithSurrogates(bytes);
  }
}

function decodeWithSurrogates(bytes: Uint8Array): string {
  let out = '';
  for (let at = 0; at < bytes.length;) {
    const size = sequenceLength(bytes, at);
    out +=
      size === 0
        ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0))
        : Buffer.from(bytes.subarray(at, at + size)).toString('utf8');
    at += Math.max(1, size);
  }
  return out;
}

/** The length of the well-formed sequence that begins here; 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  try {
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(at, at + size));
    return at + size <= bytes.length ? size : 0;
  } catch {
    return 0;
  }
}

/** A text in UTF-8; see `decodeUtf8` for lone surrogates. */
export function encodeUtf8(text: string): Uint8Array {
  const escaped = /[\udc80-\udcff](?<![\ud800-\udbff][\udc80-\udcff])/;
  if (!escaped.test(text)) return Buffer.from(text, 'utf8');
  const parts = text.split(/((?<![\ud800-\udbff])[\udc80-\udcff])/);
  return Buffer.concat(
    parts.map((part) => {
      const code = part.charCodeAt(0);
      const isEscape = part.length === 1 && code >= 0xdc80 && code <= 0xdcff;
      return isEscape ? Buffer.from([code - 0xdc00]) : Buffer.from(part, 'utf8');
    }),
  );
}

interface Codec {
  readonly encode: (text: string) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => string;
}

const singleByte = (name: string, limit: number): Codec => ({
  encode: (text) =>
    Buffer.from(
      [...text].map((character, index) => {
        const code = character.codePointAt(0) ?? 0;
        if (code < limit) return code;
        throw templateError(
          `'${name}' codec can't encode character '${character}' in position ${index}: ordinal not in range(${limit})`,
        );
      }),
    ),
  decode: (bytes) =>
    [...bytes]
      .map((byte, index) => {
        if (byte < limit) return String.fromCharCode(byte);
        throw templateError(
          `'${name}' codec can't decode byte 0x${byte.toString(16)} in position ${index}: ordinal not in range(${limit})`,
        );
      })
      .join(''),
});

const utf16 = (isBig: boolean): Codec => {
  const swap = (bytes: Buffer): Buffer => (isBig ? bytes.swap16() : bytes);
  return {
    encode: (text) => swap(Buffer.from(text, 'utf16le')),
    decode: (bytes) => {
      if (bytes.length % 2 !== 0) throw templateError("'utf-16' codec can't decode bytes: truncated data");
      return swap(Buffer.from(bytes)).toString('utf16le');
    },
  };
};

const little = utf16(false);
const big = utf16(true);

const codecs: Readonly<Record<string, Codec>> = {
  utf8: { encode: encodeUtf8, decode: decodeUtf8 },
  ascii: singleByte('ascii', 128),
  latin1: singleByte('latin-1', 256),
  utf16le: little,
  utf16be: big,
  // With a mark of the byte order in front, as Python writes it on this kind of machine.
  utf16: {
    encode: (text) => Buffer.concat([Buffer.from([0xff, 0xfe]), little.encode(text)]),
    decode: (bytes) => {
      if (bytes[0] === 0xfe && bytes[1] === 0xff) return big.decode(bytes.subarray(2));
      return little.decode(bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.subarray(2) : bytes);
    },
  },
};

const aliases: Readonly<Record<string, string>> = {
  utf: 'utf8',
  u8: 'utf8',
  usascii: 'ascii',
  '646': 'ascii',
  iso88591: 'latin1',
  l1: 'latin1',
  utf16: 'utf16',
};

function codecFor(encoding: string): Codec {
  const bare = encoding.toLowerCase().replace(/[-_ ]/g, '');
  const codec = codecs[aliases[bare] ?? bare];
  if (codec !== undefined && Object.hasOwn(codecs, aliases[bare] ?? bare)) return codec;
  throw templateError(
    `unknown encoding: ${encoding}`,
    'The encodings are: utf-8, utf-16, utf-16-le, utf-16-be, ascii, latin-1.',
  );
}

export function encodeText(text: string, encoding: string): Uint8Array {
  return codecFor(encoding).encode(text);
}

export function decodeText(bytes: Uint8Array, encoding: string): string {
  return codecFor(encoding).decode(bytes);
}
