/** What gpg(1) tells of keys, and the numbers that keys go by. */
import type { CommandOutcome } from '../../../engine/module.ts';
import type { Programs } from '../programs.ts';

/** The ids in a list of keys, main ones and others: of `apt-key list` (`rsa4096/ID`) or of `gpg --with-colons`. */
export function keyIdsIn(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => /^(?:pub|sub)/.test(line) && !line.includes('expired'))
    .flatMap((line) => {
      const parts = line.trim().split(/\s+/)[1]?.split('/') ?? [];
      const id = parts.length === 2 ? parts[1] : line.split(':')[4];
      return id === undefined ? [] : [id];
    });
}

/** A key's id as it is asked for: the last 8 digits, the last 16, and all. Undefined for what is no id. */
export function parseKeyId(
  text: string,
): { readonly short: string; readonly fingerprint: string; readonly whole: string } | undefined {
  const whole = text.toUpperCase().replace(/^0X/, '');
  if (!/^[0-9A-F]+$/.test(whole)) return undefined;
  if (whole.length !== 8 && whole.length < 16) return undefined;
  return { short: whole.slice(-8), fingerprint: whole.slice(-16), whole };
}

/** Lists the keys of a file, or of `content`, one field after another with colons between them. */
export async function listKeys(
  source: { readonly path: string } | { readonly content: Uint8Array },
  programs: Programs,
): Promise<CommandOutcome> {
  const gpg = (await programs.find('gpg')) ?? (await programs.need('gpg', 'gpg2'));
  const words = [
    gpg,
    '--batch',
    '--no-tty',
    '--with-colons',
    '--fixed-list-mode',
    '--with-fingerprint',
  ] as const;
  return 'path' in source
    ? programs.run([...words, source.path])
    : programs.run([...words, '-'], { stdin: source.content });
}
