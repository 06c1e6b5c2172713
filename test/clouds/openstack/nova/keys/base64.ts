const ALPHABET = /[A-Za-z0-9+/]/;

/**
 * Bytes of a Base64 text as Python's `a2b_base64` reads it: what is not of the alphabet is passed over, and reading ends
 * where a group is filled up. Nothing if the last group is not whole.
 */
export function decodeBase64(text: string): Buffer | undefined {
  let digits = '';
  let pads = 0;
  for (const each of text) {
    if (each === '=') {
      pads += 1;
      if (digits.length % 4 >= 2 && (digits.length % 4) + pads >= 4) return Buffer.from(digits, 'base64');
    } else if (ALPHABET.test(each)) {
      pads = 0;
      digits += each;
    }
  }
  return digits.length % 4 === 0 ? Buffer.from(digits, 'base64') : undefined;
}
