import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineModule, type Connection } from '../../engine/module.ts';
import { currentFile, textOf } from './file-content.ts';
import { hostnameWay, type HostnameWay } from './identity/hostname-ways.ts';
import { programsOf, type Programs } from './programs.ts';

interface Facts {
  readonly way: HostnameWay;
  readonly current: string;
  readonly permanent: string;
  readonly fqdn: string;
}

export const hostname = defineModule({
  name: 'host.hostname',
  aliases: ['hostname', 'ansible.builtin.hostname', 'ansible.legacy.hostname'],
  summary: 'Sets the name of the machine.',
  description:
    'Uses hostnamectl where systemd runs, else the file of the distribution. /etc/hosts stays as it is.',
  args: {
    type: 'object',
    properties: {
      name: { type: 'string', description: 'The name.' },
      use: {
        type: 'string',
        enum: [
          'alpine',
          'debian',
          'freebsd',
          'generic',
          'macos',
          'macosx',
          'darwin',
          'openbsd',
          'openrc',
          'redhat',
          'sles',
          'solaris',
          'systemd',
        ],
        description: 'How the machine keeps its name; found out where it is left out.',
      },
    },
    required: ['name'],
  },
  examples: [{ title: 'After a move', playbook: '- hostname:\n    name: web1.example.org\n' }],
  returns: { name: { type: 'string', description: 'The name.' } },
  connect: (_args, context) =>
    Promise.resolve({ connection: context.connection, programs: programsOf(context.connection, context) }),
  gather: async (args, { connection, programs }): Promise<Facts> => {
    const way = await hostnameWay(args.use, connection);
    if (way.kind === 'systemd' && args.name.length > 64)
      throw new DroverError('invalid-argument', {
        detail: 'name cannot be longer than 64 characters on systemd servers, try a shorter name',
        help: 'Set the first part of the name alone.',
      });
    return { way, ...(await namesOf(way, connection, programs)), fqdn: await fqdnOf(programs) };
  },
  plan: (args, { way, current, permanent, fqdn }) => {
    const { name } = args;
    const before = current === name ? permanent : current;
    const isSame = current === name && permanent === name;
    const [old, wanted] = [`hostname = ${before}\n`, `hostname = ${name}\n`];
    return {
      action: isSame ? ('unchanged' as const) : ('update' as const),
      subject: 'name of the machine',
      reason: isSame ? 'it is as asked for' : `it is ${before}`,
      changes: isSame ? [] : [{ pointer: '/hostname', before, after: name }],
      ...(isSame ? {} : { diff: { before: old, after: wanted } }),
      result: { name, ansible_facts: factsOf(name, fqdn) },
      detail: { way, name, isCurrent: current === name, isPermanent: permanent === name },
    };
  },
  apply: async ({ detail }, { connection, programs }) => {
    const { way, name, isCurrent, isPermanent } = detail;
    if (way.kind === 'file') await setInFile(way, name, connection, programs);
    else {
      // The lasting name first: NetworkManager takes the other one for a change behind its back.
      if (!isPermanent) await must(['hostnamectl', '--pretty', '--static', 'set-hostname', name], programs);
      if (!isCurrent) await must(['hostnamectl', '--transient', 'set-hostname', name], programs);
    }
    return { changed: true, ansible_facts: factsOf(name, await fqdnOf(programs)) };
  },
});

async function namesOf(
  way: HostnameWay,
  connection: Connection,
  programs: Programs,
): Promise<{ readonly current: string; readonly permanent: string }> {
  if (way.kind === 'systemd')
    return {
      current: await must(['hostnamectl', '--transient', 'status'], programs),
      permanent: await must(['hostnamectl', '--static', 'status'], programs),
    };
  const permanent = way.read(textOf((await currentFile(way.path, connection)).content));
  return { current: permanent, permanent };
}

async function setInFile(
  way: Extract<HostnameWay, { readonly kind: 'file' }>,
  name: string,
  connection: Connection,
  programs: Programs,
): Promise<void> {
  const { path, content } = await currentFile(way.path, connection);
  await connection.files.write(path, way.write(textOf(content), name));
  if (way.program !== undefined) await must(way.program, programs);
}

/** What a program prints; throws where it fails. */
async function must(words: readonly [string, ...string[]], programs: Programs): Promise<string> {
  const { rc, stdout, stderr } = await programs.run(words);
  if (rc === 0) return stdout.trim();
  throw new DroverError('module-failed', {
    detail: `Command failed rc=${rc}, out=${stdout}, err=${stderr}`,
    help: `${words.join(' ')} failed. See that the task runs as root (become), and that use names what the machine has.`,
  });
}

async function fqdnOf(programs: Programs): Promise<string> {
  const { rc, stdout } = await programs.run(['sh', '-c', 'hostname -f 2>/dev/null || uname -n']);
  return rc === 0 ? stdout.trim() : '';
}

function factsOf(name: string, fqdn: string): Readonly<Record<string, unknown>> {
  return {
    ansible_hostname: name.split('.')[0],
    ansible_nodename: name,
    ansible_fqdn: fqdn,
    ansible_domain: fqdn.split('.').slice(1).join('.'),
  };
}
