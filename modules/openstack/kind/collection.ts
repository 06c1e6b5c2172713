import type { Body, Service } from '../api/session.types.ts';

/** A collection of a service: what a reference can point into, and what a kind is read from and written to. */
export interface Collection {
  /** One word, as in journals and module names: `network`, `security_group_rule`. */
  readonly name: string;
  /** For people: `security group rule`. */
  readonly title: string;
  readonly service: Service;
  /** Below the service's endpoint: `/networks`. */
  readonly path: string;
  /** The key of the list in a body. */
  readonly many: string;
  /** The key of one in a body. */
  readonly one: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  /** False: it belongs to no project, so references to it carry none. */
  readonly owned: boolean;
  /** The playbook that brings such things over, for messages. */
  readonly importedBy?: string;
  /** The extension of the service without which there are none. */
  readonly extension?: string;
  /** It comes with the items of another collection, and needs no list of its own. */
  readonly within?: { readonly collection: Collection; readonly items: (body: Body) => readonly Body[] };
}

/** What journals call its resources. */
export function journaledAs({ name }: Collection): string {
  return `openstack.${name}`;
}
