/** Colours by meaning; without colour the text is given back as it is. */
export type Tone =
  'ok' | 'changed' | 'failed' | 'skipped' | 'warning' | 'strong' | 'dim' | 'added' | 'removed';

export type Paint = (tone: Tone, text: string) => string;

const codes: Readonly<Record<Tone, string>> = {
  ok: '32',
  changed: '33',
  failed: '31',
  skipped: '36',
  warning: '35',
  strong: '1',
  dim: '2',
  added: '32',
  removed: '31',
};

/** Paints with ANSI sequences, or not at all. */
export function painter(color: boolean): Paint {
  if (!color) return (_tone, text) => text;
  return (tone, text) => (text === '' ? '' : `\u001B[${codes[tone]}m${text}\u001B[0m`);
}
