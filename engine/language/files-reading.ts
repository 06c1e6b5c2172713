import type { DiagnosticSink } from '../diagnostics/diagnostic.ts';

/** Opens vault content; content that is no vault is given back as it is. Throws DroverError `vault-password`. */
export type OpenVault = (content: Uint8Array, path: string) => Uint8Array;

/** What every reader of the language works with: where problems go, and how vaults are opened. */
export interface ReadOptions {
  readonly sink: DiagnosticSink;
  /** Without it, vault files are a problem, and `!vault` values fail when they are used. */
  readonly openVault?: OpenVault | undefined;
}
