import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { defineModule, type AnyConvergingModule } from '../../../../engine/module.ts';
import { PRIVATE, readKeyFile, writeKeyFile, type KeyFile } from './key-file.ts';
import { newKeyPair } from './openssh-key.ts';

interface Facts {
  readonly path: string;
  readonly found: KeyFile | undefined;
}

export const conversionKey: AnyConvergingModule = defineModule({
  name: 'openstack.conversion_key',
  aliases: ['conversion_key'],
  summary: 'Makes sure that there is a private key for conversion hosts.',
  description:
    'Makes an Ed25519 key where there is none, with the public part beside it in FILE.pub. A key that is there stays; that nobody but its owner reads it is seen to.',
  args: {
    type: 'object',
    properties: {
      path: { type: 'string', format: 'path', description: 'The file of the private key.' },
      generate: {
        type: 'boolean',
        description: 'False: the key has to be there.',
        default: true,
      },
    },
    required: ['path'],
  },
  examples: [
    {
      title: 'The key that opens the hosts',
      playbook: '- openstack.conversion_key:\n    path: "{{ os_migrate_data_dir }}/conversion/ssh.key"\n',
    },
  ],
  returns: {
    public_key: {
      type: 'string',
      description:
        'Type and key, as they stand in authorized_keys. Null in check mode for a key that is not there.',
      nullable: true,
    },
  },
  connect: (_args, { controller }) => Promise.resolve(controller.files),
  gather: async ({ path }, files): Promise<Facts> => ({ path, found: await readKeyFile(path, files) }),
  plan: ({ path, generate }, facts) => {
    const { found } = facts;
    const common = {
      subject: `key ${path}`,
      detail: facts,
      result: { public_key: found?.publicKey ?? null },
    };
    if (found === undefined && !generate) {
      throw new DroverError('conversion-host-settings', {
        detail: `There is no key ${path}, and os_migrate_conversion_keypair_generate says that none is to be made.`,
        help: 'Put the key there, or let drover make one.',
      });
    }
    if (found === undefined)
      return { ...common, action: 'create', reason: 'There is none: it is made.', changes: [] };
    if ((found.mode & 0o077) === 0)
      return { ...common, action: 'unchanged', reason: 'It is there.', changes: [] };
    return {
      ...common,
      action: 'update',
      reason: 'Others may read it: that is taken from them.',
      changes: [{ pointer: '/mode', before: found.mode.toString(8), after: PRIVATE.toString(8) }],
    };
  },
  apply: async ({ detail: { path, found } }, files) => {
    if (found !== undefined) {
      await files.changeMode(path, PRIVATE);
      return { changed: true, public_key: found.publicKey };
    }
    const pair = newKeyPair('drover');
    await writeKeyFile(path, pair, files);
    return { changed: true, public_key: pair.publicKey.split(' ').slice(0, 2).join(' ') };
  },
});
