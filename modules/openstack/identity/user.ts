import type { Body } from '../api/session.types.ts';
import type { Codec } from '../kind/codec.ts';
import { reference } from '../kind/codecs.ts';
import { descriptionField, nameField } from '../kind/common-fields.ts';
import type { ImportFacts, Wanted } from '../kind/import-facts.ts';
import { defineKind, type Preparation } from '../kind/kind.ts';
import { referenceSchema } from '../kind/schemas.ts';
import { idOf, isBody, textOf } from '../kind/wire.ts';
import { projects, users } from './collections.ts';
import { calledIn, domainField, domainInfo, enabledField, foundInDomain } from './common.ts';
import { bodyWithOptions, optionsField } from './options.ts';
import { spareOwn } from './spare-own.ts';

const DEFAULT_PROJECT = 'default_project_ref';

/** A default project is a convenience of its user: one that is not at the destination does not stand against him. */
const defaultProject: Codec = {
  ...reference(projects),
  write: async (value, ids) =>
    value === null ? null : ((await ids.find(projects, value)) ?? { missing: calledIn(value) }),
};

/** Users. No password can be read, nor is one in the files. Rules of the fields: the identity API reference, "Users". */
export const user = defineKind({
  collection: users,
  type: 'openstack.user.User',
  file: 'users.yml',
  plural: 'users',
  about: 'Somebody who can log in. Administrators make them; passwords are not in the file.',
  ...foundInDomain('user'),
  fields: [
    domainField,
    nameField,
    { ...descriptionField, born: '' },
    {
      name: 'email',
      set: 'always',
      empty: null,
      normalise: (email) => (email === '' ? null : email),
      schema: { type: 'string', nullable: true, description: 'The address for mail.' },
    },
    enabledField,
    {
      name: DEFAULT_PROJECT,
      wire: 'default_project_id',
      set: 'always',
      empty: null,
      codec: defaultProject,
      schema: referenceSchema('The project that a login without a scope opens.'),
    },
    optionsField(users, 'Options, such as lock_password and multi_factor_auth_rules.'),
  ],
  info: [...domainInfo, { name: 'default_project_id' }],
  importArguments: {
    password: {
      type: 'string',
      description:
        'The password of a user that is made. One that is there already keeps his. Without it, nobody can log in as the new user until somebody sets a password.',
      secret: true,
      nullable: true,
    },
  },
  roles: {
    arguments: [
      {
        name: 'password',
        of: 'import',
        value:
          "{{ (os_migrate_users_passwords | default({})).get(item.params.name ~ '@' ~ (item.params.domain_ref.name | default('')), (os_migrate_users_passwords | default({})).get(item.params.name, omit)) }}",
        variables: {
          os_migrate_users_passwords: {
            type: 'object',
            description:
              'Passwords of users that are made, by their names, or NAME@DOMAIN where domains have users of one name: {alice: SECRET}. Keep it in a vault. Users who are there already keep theirs.',
            properties: {},
            additionalProperties: true,
            secret: true,
          },
        },
      },
    ],
  },
  behaviour: { prepare, createBody, journaledBody: withoutPassword },
});

async function prepare({ index, wanted, found, options }: Preparation): Promise<Wanted> {
  const settled = withoutMissingProject(wanted);
  if (found === undefined) {
    if (options.fields !== undefined || isGiven(options.further?.['password'])) return settled;
    const warning =
      'It is made without a password: nobody can log in as this user until one is set. os_migrate_users_passwords gives passwords to users that are made.';
    return { ...settled, warnings: [...settled.warnings, warning] };
  }
  const { userId } = await index.identity();
  return idOf(found) === userId ? spareOwn(settled, found, 'the user') : settled;
}

function withoutMissingProject(wanted: Wanted): Wanted {
  const asked = wanted.values.get(DEFAULT_PROJECT);
  if (!isBody(asked)) return wanted;
  const values = new Map(wanted.values);
  values.delete(DEFAULT_PROJECT);
  const warning = `${DEFAULT_PROJECT} is left out: the destination has no project "${textOf(asked, 'missing') ?? ''}", or several. Import it first, or change the reference.`;
  return { ...wanted, values, warnings: [...wanted.warnings, warning] };
}

/** The password goes with the create, and nowhere else. */
function createBody(body: Body, facts: ImportFacts): Body {
  const { password } = facts.further;
  const whole = bodyWithOptions(body, facts);
  return isGiven(password) ? { ...whole, password } : whole;
}

function withoutPassword({ password: _password, ...body }: Body): Body {
  return body;
}

function isGiven(password: unknown): password is string {
  return typeof password === 'string' && password !== '';
}
