import type { Connection } from '../../engine/module.ts';
import type { Service } from './tool.ts';

/*
 * A disk is copied from one machine to another by tools that run there: nbdkit at the source, ssh between the two,
 * nbdcopy at the destination. drover starts and watches them; no byte of a disk passes through it.
 */

/** A machine that disks are attached to, as root. */
export interface Machine {
  /** For messages. */
  readonly name: string;
  readonly connection: Connection;
}

export interface Disk {
  readonly machine: Machine;
  /** The path of the device (or file) there; of a source also the URI of an NBD server that the machine reaches. */
  readonly device: string;
  /** Of a source: the NBD server that has it at the moment. */
  readonly uri?: string;
  /** Of a source that has to be served before it can be read: starts that, anew for each try of a copy. */
  readonly serve?: (signal: AbortSignal) => ServedDisk;
}

/** A disk that an NBD server has for as long as it is not stopped. */
export interface ServedDisk extends Service {
  readonly uri: string;
}

/** How the machine of the destination reaches that of the source by itself. */
export interface Link {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** The path of a private key on the machine of the destination. */
  readonly identityFile: string;
  /** The source machine's own keys, as lines of public keys: no other one is accepted. */
  readonly hostKeys: readonly string[];
}

/** What is remembered of one copy from one run to the next: lines of JSON, only ever added to. */
export interface Ledger {
  read(): Promise<readonly string[]>;
  append(line: string): Promise<void>;
}

export type CopyStage = 'scan' | 'copy' | 'verify';

export interface CopyProgress {
  readonly stage: CopyStage;
  /** Bytes of data (holes do not count) that the stage has behind it. */
  readonly done: number;
  /** Bytes of data that it has in all. Where a source does not tell its holes, it shrinks as they are found. */
  readonly total?: number;
}

export interface CopySettings {
  /** Bytes a hash is made of. A power of two, from 1 MiB to 1 GiB. */
  readonly chunkSize: number;
  /** Compresses what goes over the link: worth it only where that is slow. */
  readonly compress: boolean;
  /** The most bytes a second, asked for again and again while the copy goes on: copies share a limit. */
  readonly bytesPerSecond?: () => number | undefined;
  /** How often a copy that was cut off is taken up again before it fails. */
  readonly retries: number;
  /** Milliseconds between two tries. */
  readonly retryDelayMs: number;
  /** Bytes of data that are looked at, sent and verified at a time, while the next ones follow. Default 512 MiB. */
  readonly windowSize?: number;
}

export interface CopyRequest {
  /** For messages: `volume "data1" of server "web"`. */
  readonly label: string;
  readonly source: Disk;
  readonly destination: Disk;
  readonly link: Link;
  /** Bytes that are copied: the size of the source. The destination has at least as many. */
  readonly size: number;
  /**
   * What the destination holds when nothing of the ledger says otherwise: `unknown` bytes (it is made zero first) or an
   * `earlier` copy of the same disk, of which only what differs is sent.
   */
  readonly destinationHolds: 'unknown' | 'earlier';
  readonly ledger: Ledger;
  readonly settings: CopySettings;
  readonly onProgress: (progress: CopyProgress) => void;
  /** Something that a person should know, though the copy goes on: each try that was cut off, a slow cipher. */
  readonly warn?: (message: string) => void;
  readonly signal: AbortSignal;
}

/** What a copy came to. It goes to the journal. */
export interface CopyReport {
  readonly size: number;
  /** Bytes of chunks that are not all zero at the source. */
  readonly dataBytes: number;
  /** Bytes of chunks that were sent, tries that were cut off not counted. */
  readonly sentBytes: number;
  readonly chunkSize: number;
  /** Of the hashes of chunks: `sha256`. */
  readonly algorithm: string;
  /** The SHA-256 of the hashes of all chunks in their order, 32 zero bytes for one of zeros: what both sides have. */
  readonly digest: string;
  /** How long each stage worked; they overlap. */
  readonly seconds: { readonly scan: number; readonly copy: number; readonly verify: number };
  /** How often it was taken up again. */
  readonly resumed: number;
  /** What the data were encrypted with on their way: `aes128-gcm@openssh.com`. Not known where nothing was sent. */
  readonly cipher?: string;
}
