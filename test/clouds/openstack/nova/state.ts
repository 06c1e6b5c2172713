import { folded } from '../neutron/listing/collation.ts';
import type { Ids } from '../store/ids.ts';
import { createJournal, type Journal } from '../store/journal.ts';
import { createLater, type Later } from '../store/later.ts';
import { createTable, type Table } from '../store/table.ts';
import type { Microversion } from './microversion.ts';
import type { Neighbours } from './neighbours/neighbours.ts';
import type {
  ComputeNode,
  Flavor,
  Keypair,
  QuotaSet,
  Server,
  ServerAction,
  ServerGroup,
  ServiceRow,
} from './rows.ts';
import type { Fate } from '../store/fates.ts';
import type { Work } from './servers/fate.ts';

export interface ComputeSettings {
  readonly ids: Ids;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The highest version of the API. */
  readonly highest: Microversion;
  /** Limits of every project by the name of the resource; -1 is none. */
  readonly quotas: Readonly<Record<string, number>>;
  /** The most items of a list answer. */
  readonly pageLimit: number;
  /**
   * How many requests, to whichever service, go by before what a server was told is done: the last of them sees it so.
   */
  readonly requestsUntilDone: number;
  /** What comes of work on a server. */
  readonly fateOf: (work: Work, server: Server) => Fate;
  /** A volume gets the first name that is free, whatever it is to have. */
  readonly ignoresDeviceNames: boolean;
  /** What a server's console shows: lines with a break between them. */
  readonly consoleOf: (server: Server) => string;
  /** Where the identity service is, for the header of a 401. */
  readonly identityPath: string;
  /** The services that servers have ports, volumes and images from. */
  readonly neighbours: Neighbours;
}

/** Everything that the compute service knows. */
export interface ComputeState extends ComputeSettings {
  readonly journal: Journal;
  /** Work on servers that goes on after an answer. */
  readonly later: Later;
  readonly servers: Table<Server>;
  readonly serverActions: Table<ServerAction>;
  readonly flavors: Table<Flavor>;
  readonly keypairs: Table<Keypair>;
  readonly serverGroups: Table<ServerGroup>;
  readonly quotaSets: Table<QuotaSet>;
  readonly services: Table<ServiceRow>;
  readonly nodes: Table<ComputeNode>;
  readonly nextNumber: () => number;
}

/** A compute service without flavors. Texts are found as the usual database finds them, without regard to case. */
export function createComputeState(settings: ComputeSettings): ComputeState {
  const journal = createJournal();
  let number = 0;
  return {
    ...settings,
    journal,
    later: createLater(),
    servers: createTable<Server>(journal, {
      project: (row) => [row.project_id],
      group: (row) => (row.group_id === null ? [] : [row.group_id]),
      volume: (row) => row.attachments.map((each) => each.volume_id),
    }),
    serverActions: createTable<ServerAction>(journal, { server: (row) => [row.server_id] }),
    flavors: createTable<Flavor>(journal, {
      flavorid: (row) => [folded(row.flavorid)],
      name: (row) => [folded(row.name)],
    }),
    keypairs: createTable<Keypair>(journal, {
      user: (row) => [row.user_id],
      name: (row) => [keypairKey(row.user_id, row.name)],
    }),
    serverGroups: createTable<ServerGroup>(journal, { project: (row) => [row.project_id ?? ''] }),
    quotaSets: createTable<QuotaSet>(journal, { project: (row) => [row.projectId] }),
    services: createTable<ServiceRow>(journal),
    nodes: createTable<ComputeNode>(journal),
    nextNumber: () => (number += 1),
  };
}

/** What a key pair is found by: names are one user's own. */
export function keypairKey(userId: string, name: string): string {
  return `${userId}/${folded(name)}`;
}
