import type { Body } from '../api/session.types.ts';
import type { Collection } from '../kind/collection.ts';
import type { ImportFacts } from '../kind/import-facts.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import { idOf, textOf } from '../kind/wire.ts';
import { updateOne, type Writer } from '../kind/write.ts';
import { domains, projects } from './collections.ts';

interface Ancestor {
  readonly collection: Collection;
  readonly body: Body;
}

/**
 * Makes a project whose domain, or a project above, is disabled: Keystone refuses that. Such ancestors, if imports have
 * brought them, are enabled for as long as the call takes. Those that nobody has brought stay, and the cloud refuses.
 */
export async function belowDisabled(
  facts: ImportFacts,
  writer: Writer,
  make: () => Promise<Body>,
): Promise<Body> {
  const { index } = writer;
  const passing = enabledForNow(index);
  const isOff = ({ body }: Ancestor): boolean => body['enabled'] === false;
  const isClosed = (one: Ancestor): boolean => isOff(one) || passing.has(idOf(one.body));
  if (!(await above(facts, index)).some(isClosed)) return make();
  return index.alone('projects below disabled ones', async () => {
    const disabled = (await above(facts, index)).filter(isOff);
    if (!canBeEnabled(facts, disabled)) return make();
    const enabled: Ancestor[] = [];
    try {
      // From the top: Keystone enables none below one that is disabled.
      for (const { collection, body } of disabled) {
        passing.add(idOf(body));
        enabled.unshift({
          collection,
          body: await updateOne(writer, collection, idOf(body), { enabled: true }, body),
        });
      }
      return await make();
    } finally {
      for (const { collection, body } of enabled) {
        await updateOne(writer, collection, idOf(body), { enabled: false }, body);
        passing.delete(idOf(body));
      }
    }
  });
}

/** Those that are enabled for another call: they may be disabled again before one that does not wait for its turn. */
function enabledForNow(index: IndexOfCloud): Set<string> {
  const known = passingOf.get(index) ?? new Set<string>();
  passingOf.set(index, known);
  return known;
}

const passingOf = new WeakMap<IndexOfCloud, Set<string>>();

/** No project can be disabled again above one that is enabled; a domain can. */
function canBeEnabled({ wanted, idMap }: ImportFacts, disabled: readonly Ancestor[]): boolean {
  const isBrought = disabled.every(({ collection, body }) => idMap.ofDestination(collection, idOf(body)));
  return (
    isBrought &&
    (wanted.values.get('is_enabled') === false || disabled.every(({ collection }) => collection === domains))
  );
}

/** The domain and the projects above, from the top. */
async function above({ wantedBody }: ImportFacts, index: IndexOfCloud): Promise<readonly Ancestor[]> {
  const all = await index.load(projects);
  const found: Ancestor[] = [];
  const seen = new Set<string>();
  let next = textOf(wantedBody, 'parent_id');
  for (let body = all.byId(next ?? ''); body !== undefined; body = all.byId(next ?? '')) {
    if (seen.has(idOf(body))) break;
    seen.add(idOf(body));
    found.unshift({ collection: projects, body });
    next = textOf(body, 'parent_id');
  }
  const domain = (await index.load(domains)).byId(textOf(wantedBody, 'domain_id') ?? '');
  if (domain !== undefined) found.unshift({ collection: domains, body: domain });
  return found;
}
