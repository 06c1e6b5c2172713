import { DroverError } from '../../diagnostics/drover-error.ts';
import { spanOf, type SourceFile } from '../../diagnostics/span.ts';
import type { ReadOptions } from '../files-reading.ts';
import { isVault } from './vault.ts';

/** The file, decrypted if it is a vault; undefined where that fails (reported). */
export function openSourceFile(file: SourceFile, options: ReadOptions): SourceFile | undefined {
  if (!isVault(file.text)) return file;
  const span = spanOf(file, 0);
  if (options.openVault === undefined) {
    options.sink.report('vault-password', {
      detail: `Attempting to decrypt but no vault secrets found: ${file.path} is encrypted.`,
      help: 'Give a password with --vault-password-file, --vault-id or --ask-vault-pass.',
      span,
    });
    return undefined;
  }
  try {
    const content = options.openVault(new TextEncoder().encode(file.text), file.path);
    return { path: file.path, text: new TextDecoder().decode(content), secret: true };
  } catch (error) {
    if (!(error instanceof DroverError)) throw error;
    const { detail, help } = error.diagnostic;
    options.sink.report(error.code, { detail, help, span });
    return undefined;
  }
}
