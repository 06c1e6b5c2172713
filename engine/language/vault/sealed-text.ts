import { DroverError } from '../../diagnostics/drover-error.ts';
import type { Span } from '../../diagnostics/span.ts';
import type { OpenVault } from '../files-reading.ts';

/** What opens an inline vault when its value is used; the content is kept from then on. */
export function openSealedText(text: string, span: Span, openVault: OpenVault | undefined): () => string {
  let opened: string | undefined;
  return () => {
    opened ??= open(text, span, openVault);
    return opened;
  };
}

function open(text: string, span: Span, openVault: OpenVault | undefined): string {
  if (openVault === undefined) {
    throw new DroverError('vault-password', {
      detail: 'The value is encrypted, and no vault password was given.',
      help: 'Give one with --vault-password-file, --vault-id or --ask-vault-pass.',
      span,
    });
  }
  try {
    return new TextDecoder().decode(openVault(new TextEncoder().encode(text), span.file.path));
  } catch (error) {
    if (!(error instanceof DroverError)) throw error;
    throw new DroverError(error.code, {
      detail: error.diagnostic.detail,
      help: error.diagnostic.help,
      span,
      cause: error,
    });
  }
}
