import { defineAction, type TaskContext } from '../../engine/module.ts';
import {
  parseActiveStates,
  parseRunlevels,
  parseServiceList,
  parseUnitFiles,
  parseUnits,
  withUnitFiles,
  type ServiceFact,
} from './services/listing.ts';
import { isSystemdRunning } from './services/manager.ts';
import { programsOf, type Programs } from './programs.ts';

export const serviceFacts = defineAction({
  name: 'host.service_facts',
  aliases: ['service_facts', 'ansible.builtin.service_facts', 'ansible.legacy.service_facts'],
  summary: 'Gathers the services of a host as facts.',
  args: { type: 'object', properties: {} },
  examples: [
    {
      title: 'Whether a service runs',
      playbook:
        "- service_facts:\n- debug:\n    msg: it runs\n  when: (ansible_facts.services['sshd.service'] | default({})).state | default('') == 'running'\n",
    },
  ],
  returns: { ansible_facts: { description: 'The services by name, under `services`.' } },
  checkMode: 'run',
  run: async (_args, context) => {
    const programs = programsOf(context.connection, context);
    const services = new Map<string, ServiceFact>();
    const add = (facts: readonly ServiceFact[]): void => {
      for (const fact of facts) services.set(fact.name, fact);
    };
    const has = async (name: string): Promise<boolean> => (await programs.find(name)) !== undefined;
    const isOpenRc = (await has('rc-status')) && (await has('rc-update'));
    if (isOpenRc) {
      const states = await programs.run(['rc-status', '-a', '-s', '-m']);
      const levels = await programs.run(['rc-update', 'show', '-v']);
      add(parseRunlevels(states.stdout, levels.stdout));
    } else if ((await has('service')) && !(await has('chkconfig'))) {
      const { rc, stdout, stderr } = await programs.run(['service', '--status-all']);
      if (rc !== 0) context.warn(`Unable to query 'service' tool (${rc}): ${stderr}`);
      add(parseServiceList(stdout));
    }
    if ((await isSystemdRunning(context.connection)) && (await has('systemctl')))
      add(await unitsOf(programs, context));
    if (services.size === 0)
      return {
        changed: false,
        skipped: true,
        msg: 'Failed to find any services. This can be due to privileges or some other configuration issue.',
      };
    return { changed: false, ansible_facts: { services: Object.fromEntries(services) } };
  },
});

/** The services of systemd, in three calls. */
async function unitsOf(programs: Programs, context: TaskContext): Promise<readonly ServiceFact[]> {
  const common = ['--no-pager', '--type', 'service', '--all'];
  const listed = await programs.run(['systemctl', 'list-units', ...common]);
  if (listed.rc !== 0) context.warn(`Could not list units from systemd: ${listed.stderr}`);
  const found = await programs.run(['systemctl', 'list-unit-files', ...common]);
  if (found.rc !== 0) context.warn(`Could not get unit files data from systemd: ${found.stderr}`);
  const units = parseUnits(listed.stdout);
  const files = parseUnitFiles(found.stdout);
  const loaded = new Set(units.map(({ name }) => name));
  // A template is no unit: it has no state.
  const others = files.map(({ name }) => name).filter((name) => !loaded.has(name) && !name.includes('@.'));
  if (others.length === 0) return withUnitFiles(units, files, new Map());
  const shown = await programs.run(['systemctl', 'show', '--property=ActiveState', ...others]);
  const states = parseActiveStates(shown.stdout);
  return withUnitFiles(units, files, new Map(others.map((name, at) => [name, states[at] ?? 'unknown'])));
}
