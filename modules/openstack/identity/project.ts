import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { reference } from '../kind/codecs.ts';
import type { Codec, Ids } from '../kind/codec.ts';
import { descriptionField, nameField } from '../kind/common-fields.ts';
import type { Wanted } from '../kind/import-facts.ts';
import { defineKind, type Preparation } from '../kind/kind.ts';
import { referenceSchema } from '../kind/schemas.ts';
import { idOf, isBody, textOf } from '../kind/wire.ts';
import { domains, projects } from './collections.ts';
import { isProjectOf } from './about-projects.ts';
import { belowDisabled } from './below-disabled.ts';
import { domainField, domainInfo, enabledField, foundInDomain, tagsInBody } from './common.ts';
import { bodyWithOptions, leaveImmutable, optionsField, undoOfCreate } from './options.ts';
import { spareOwn } from './spare-own.ts';

/**
 * The parent of a project: a domain or another project. A reference to a project names its domain, one to a domain does
 * not; where a person has left the domain out, what is called so at the destination decides.
 */
const parent: Codec = {
  refersTo: [domains, projects],
  read: async (wire, names) => {
    if (typeof wire !== 'string' || wire === '') return null;
    const asProject = await names.reference(projects, wire);
    return asProject ?? reference(domains).read(wire, names);
  },
  write: async (value, ids) => (value === null ? null : parentId(value, ids)),
  references: (value) => {
    if (!isBody(value)) return [];
    return [{ collection: isInDomain(value) ? projects : domains, reference: value, path: [] }];
  },
};

async function parentId(value: unknown, ids: Ids): Promise<string> {
  if (isBody(value) && isInDomain(value)) return ids.id(projects, value);
  return (await ids.find(domains, value)) ?? (await ids.find(projects, value)) ?? ids.id(domains, value);
}

function isInDomain(value: Readonly<Record<string, unknown>>): boolean {
  return textOf(value, 'domain_name') !== undefined;
}

/** Projects. Rules of the fields: the identity API reference, "Projects". */
export const project = defineKind({
  collection: projects,
  type: 'openstack.identity.Project',
  file: 'projects.yml',
  plural: 'projects',
  about: 'What owns networks, servers and volumes. Administrators make them.',
  ...foundInDomain('project'),
  isAbout: isProjectOf,
  fields: [
    domainField,
    {
      name: 'parent_ref',
      wire: 'parent_id',
      set: 'create',
      codec: parent,
      schema: referenceSchema(
        'The project or domain that it stands below: a reference to a project has a domain_name, one to a domain has none.',
      ),
    },
    nameField,
    { ...descriptionField, born: '' },
    enabledField,
    {
      name: 'is_domain',
      set: 'create',
      born: false,
      schema: {
        type: 'boolean',
        nullable: true,
        description: 'False. Domains are records of domains.yml.',
      },
    },
    tagsInBody,
    optionsField(projects, 'Options: immutable.'),
  ],
  info: [...domainInfo, { name: 'parent_id' }],
  behaviour: {
    prepare,
    createBody: bodyWithOptions,
    createUndo: (body) => undoOfCreate(projects, body),
    around: belowDisabled,
  },
});

async function prepare({ index, wanted, found, label }: Preparation): Promise<Wanted> {
  if (wanted.values.get('is_domain') === true) {
    throw new DroverError('record-field', {
      detail: `${label}: is_domain is true. Drover makes domains of the records of domains.yml only.`,
      help: 'Set is_domain to false, or take the record out and put one of the type openstack.identity.Domain into domains.yml.',
    });
  }
  if (found === undefined) return wanted;
  const { projectId } = await index.identity();
  const spared = idOf(found) === projectId ? spareOwn(wanted, found, 'the project') : wanted;
  return leaveImmutable(project, spared, found);
}
