import type { Body } from '../../api/session.types.ts';
import type { Wanted } from '../../kind/import-facts.ts';
import type { Preparation } from '../../kind/kind.ts';
import { bodiesAt, textOf } from '../../kind/wire.ts';
import { migrationParams } from '../../workload/migration-params.ts';
import { alikeFloatingIps, alikePorts, alikeVolumes, type Alike } from './alike.ts';
import { LEFT_OUT } from './nested.ts';

/**
 * What of a server is compared with the one that is there: ports, floating IPs and volumes stand as the destination has
 * them, as far as they are what the record asks for. Of a server that is to be made, says what this cloud cannot give it.
 */
export function settleServer(preparation: Preparation): Promise<Wanted> {
  const { found, wanted } = preparation;
  return found === undefined ? Promise.resolve(withLeftOut(wanted)) : comparedWith(found, preparation);
}

async function comparedWith(found: Body, preparation: Preparation): Promise<Wanted> {
  const { wanted, record } = preparation;
  const params = migrationParams(record);
  const values = new Map(wanted.values);
  const notes: string[] = [];
  const put = (name: string, alike: Alike | undefined): void => {
    if (!values.has(name)) return;
    if (alike === undefined) values.delete(name);
    else values.set(name, alike.list);
    notes.push(...(alike?.notes ?? []));
  };
  const ports = listIn(wanted, 'ports');
  // What a port says of its own goes before what the server says of all.
  if (ports.length > 0 && ports.every((port) => Array.isArray(port['security_groups'])))
    values.delete('security_group_refs');
  put('ports', await alikePorts(found, ports, preparation, params));
  put('floating_ips', alikeFloatingIps(found, listIn(wanted, 'floating_ips'), params));
  put('volumes', alikeVolumes(found, listIn(wanted, 'volumes'), params, record));
  return { values, notes: [...wanted.notes, ...notes], warnings: [...wanted.warnings, ...stateOf(found)] };
}

function listIn({ values }: Wanted, name: string): readonly Body[] {
  return bodiesAt({ list: values.get(name) }, 'list');
}

/** A server that is broken is there, and no use to anybody. */
function stateOf(found: Body): readonly string[] {
  if (textOf(found, 'status') !== 'ERROR') return [];
  return [
    `the destination has it in the state ERROR: delete it there (openstack server delete ${textOf(found, 'id') ?? ''}), and run again.`,
  ];
}

/** What is left to compare of a server whose parts are still to be made. */
export function withoutParts({ values }: Wanted): Wanted['values'] {
  return new Map([...values].filter(([name]) => !PARTS.includes(name)));
}

const PARTS = ['ports', 'floating_ips', 'volumes', 'security_group_refs'];

/** Fields of ports and floating IPs that this cloud has no extension for. */
function withLeftOut(wanted: Wanted): Wanted {
  const warnings = ['ports', 'floating_ips'].flatMap((name) =>
    listIn(wanted, name).flatMap((one, place) => {
      const lost = one[LEFT_OUT];
      return Array.isArray(lost) && lost.length > 0
        ? [`${name}[${place}]: ${lost.join(', ')} left out, as the destination does not know of such.`]
        : [];
    }),
  );
  return { ...wanted, warnings: [...wanted.warnings, ...warnings] };
}
