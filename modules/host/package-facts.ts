import { defineAction } from '../../engine/module.ts';
import { dpkgFormat } from './packages/dpkg.ts';
import {
  apkFacts,
  debianFacts,
  pacmanFacts,
  rpmFacts,
  rpmFormat,
  type PackageFact,
} from './packages/listing.ts';
import { programsOf, type Programs } from './programs.ts';

type Manager = 'apt' | 'rpm' | 'apk' | 'pacman';

/** In the order in which they are tried. */
const managers: Readonly<
  Record<Manager, (programs: Programs) => Promise<readonly PackageFact[] | undefined>>
> = {
  apt: (programs) => listed(programs, ['dpkg-query', '-W', '-f', dpkgFormat], debianFacts),
  rpm: (programs) => listed(programs, ['rpm', '-qa', '--queryformat', rpmFormat], rpmFacts),
  apk: (programs) => listed(programs, ['apk', 'info', '-v'], apkFacts),
  pacman: (programs) => listed(programs, ['pacman', '-Qi'], pacmanFacts),
};

export const packageFacts = defineAction({
  name: 'host.package_facts',
  aliases: ['package_facts', 'ansible.builtin.package_facts', 'ansible.legacy.package_facts'],
  summary: 'Gathers the packages that are installed on a host as facts.',
  args: {
    type: 'object',
    properties: {
      manager: {
        type: 'array',
        items: { type: 'string', description: 'auto, apt, rpm, apk or pacman.' },
        description: 'The package managers to ask, in this order.',
        default: ['auto'],
      },
      strategy: {
        type: 'string',
        enum: ['first', 'all'],
        description: 'Ask the first of them that the machine has, or all.',
        default: 'first',
      },
    },
  },
  examples: [
    {
      title: 'Whether a package is there',
      playbook:
        '- package_facts:\n- debug:\n    msg: it is there\n  when: "\'cloud-init\' in ansible_facts.packages"\n',
    },
  ],
  returns: {
    ansible_facts: { description: 'Lists of versions by the name of the package, under `packages`.' },
  },
  checkMode: 'run',
  run: async ({ manager, strategy }, context) => {
    const names = Object.keys(managers) as Manager[];
    const asked = manager.map((name) => name.toLowerCase());
    const unknown = asked.filter((name) => name !== 'auto' && !(name in managers));
    if (unknown.length > 0)
      return { failed: true, msg: `Unsupported package managers requested: ${unknown.join(', ')}` };
    // What is named comes first, whatever its place beside auto.
    const own = asked.filter((name): name is Manager => name in managers);
    const order = new Set([...own, ...(asked.includes('auto') ? names : [])]);
    const programs = programsOf(context.connection, context);
    const packages = new Map<string, PackageFact[]>();
    let found = 0;
    for (const name of order) {
      if (found > 0 && strategy === 'first') break;
      const facts = await managers[name](programs);
      if (facts === undefined) {
        if (own.includes(name))
          context.warn(`Requested package manager ${name} was not usable by this module`);
        continue;
      }
      found += 1;
      for (const fact of facts) packages.set(fact.name, [...(packages.get(fact.name) ?? []), fact]);
    }
    if (found === 0)
      return {
        failed: true,
        msg: `Could not detect a supported package manager from the following list: ${[...order].join(', ')}`,
      };
    return { changed: false, ansible_facts: { packages: Object.fromEntries(packages) } };
  },
});

/** Undefined where the machine has no such program, or it fails. */
async function listed(
  programs: Programs,
  words: readonly [string, ...string[]],
  parse: (text: string) => readonly PackageFact[],
): Promise<readonly PackageFact[] | undefined> {
  if ((await programs.find(words[0])) === undefined) return undefined;
  const { rc, stdout } = await programs.run(words);
  return rc === 0 ? parse(stdout) : undefined;
}
