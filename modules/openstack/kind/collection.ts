import type { Body, Identity, Service, Session } from '../api/session.types.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';

/** A collection of a service: what a reference can point into, and what a kind is read from and written to. */
export interface Collection {
  /** One word, as in journals and module names: `network`, `security_group_rule`. */
  readonly name: string;
  /** For people: `security group rule`. */
  readonly title: string;
  readonly service: Service;
  /** Below the service's endpoint: `/networks`. */
  readonly path: string;
  /** Where its items are listed, if not at `path`: `/flavors/detail`. */
  readonly listPath?: string;
  /** The key of the list in a body. */
  readonly many: string;
  /** The key of one in a body. */
  readonly one: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  /** The highest microversion that drover speaks with it; less where the cloud has no more. */
  readonly microversion?: string;
  /** How one is changed. Default: PUT. */
  readonly updateMethod?: 'PATCH' | 'POST';
  /** True: a body is the resource itself, without the key `one` around it. */
  readonly isBare?: true;
  /** True: each entry of the list is wrapped in the key `one`. */
  readonly wrapsEntries?: true;
  /** The form that drover knows a resource in, where a service has odd keys: `project_id` for `owner`. */
  readonly item?: (body: Body) => Body;
  /** Reads all of it, where one list does not tell enough. */
  readonly read?: (index: IndexOfCloud) => Promise<readonly Body[]>;
  /**
   * Further names that references call one by, of resources whose own names may be empty or those of several: the MAC
   * address of a port. Computed of a body or of the params of a record.
   */
  readonly nicknames?: (body: Body) => readonly string[];
  /** False: it belongs to no project, so references to it carry none. */
  readonly owned: boolean;
  /** It belongs to a domain (`domain_id`), and references to it name that. */
  readonly inDomain?: true;
  /** The playbook that brings such things over, for messages. */
  readonly importedBy?: string;
  /** The extension of the service without which there are none. */
  readonly extension?: string;
  /** It has a list for each item of another collection: quotas for each project. */
  readonly per?: Per;
  /**
   * What every project has before anybody has made it: its service makes it when somebody asks for it with
   * `project_id`. The result is what that will be in a project that does not exist yet.
   */
  readonly bornIn?: (projectId: string) => readonly Body[];
  /** It comes with the items of another collection, and needs no list of its own. */
  readonly within?: { readonly collection: Collection; readonly items: (body: Body) => readonly Body[] };
}

/** The owners that each have a list of their own. */
export interface Per {
  readonly collection: Collection;
  /** The key that holds the owner's id. */
  readonly key: string;
  /** Which owner is meant where nobody says: the user or project of the credentials. */
  readonly own: (identity: Identity) => string | undefined;
  /** The list of one owner. */
  readonly read: (index: IndexOfCloud, owner: string) => Promise<readonly Body[]>;
}

/** A thing of a collection. */
export interface Belonging {
  readonly collection: Collection;
  readonly body: Body;
}

/** What journals call its resources. */
export function journaledAs({ name }: Collection): string {
  return `openstack.${name}`;
}

/** The path of one of them. */
export function pathOf({ path }: Pick<Collection, 'path'>, id: string): string {
  return `${path}/${encodeURIComponent(id)}`;
}

/** The microversion to speak with a collection at this cloud; undefined where the service has none. */
export async function microversionFor(
  session: Session,
  { service, microversion }: Pick<Collection, 'service' | 'microversion'>,
): Promise<string | undefined> {
  return microversion === undefined ? undefined : session.microversion(service, { max: microversion });
}

/** A resource in the form that drover knows it in. */
export function itemOf({ item }: Collection, body: Body): Body {
  return item === undefined ? body : item(body);
}
