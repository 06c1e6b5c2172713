import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { authKeyOf } from './auth-keys.ts';
import { merged, type CloudFiles } from './clouds-files.ts';
import { isObject } from './json.ts';
import { didYouMean, quotedList } from './nearest.ts';
import { settingsOf, type Problem, type RawCloud, type Setting } from './raw-cloud.ts';
import { vendors } from './vendors.ts';

type Mapping = Readonly<Record<string, unknown>>;

/** The cloud of this name in clouds.yaml, with its profile beneath it and the values of its region on top. */
export function namedCloud(
  name: string,
  files: CloudFiles,
  region: string | undefined,
  problems: Problem[],
): RawCloud {
  const found = Object.hasOwn(files.clouds, name) ? files.clouds[name] : undefined;
  const place = files.path ?? 'clouds.yaml';
  if (found === undefined) throw noSuchCloud(name, files);
  if (!isObject(found)) {
    throw new DroverError('openstack-config', {
      detail: `clouds.${name} in ${place} must be a mapping, but ${found === null || found === '' ? 'it is empty' : 'it is none'}.`,
      help: 'Below the name stand auth (auth_url, username ...), region_name and the like, indented.',
    });
  }
  return cloudOfMapping(found, { label: name, path: `clouds.${name}`, place, region, files }, problems);
}

export interface MappingSource {
  readonly label: string;
  /** The dotted path of the mapping: `clouds.source`, or the argument's name. */
  readonly path: string;
  /** The file that it stands in, if it stands in one. */
  readonly place: string | undefined;
  /** The region that was asked for. */
  readonly region: string | undefined;
  readonly files: Pick<CloudFiles, 'publicClouds'>;
}

/** A cloud from a mapping in the form that clouds.yaml has. */
export function cloudOfMapping(own: Mapping, source: MappingSource, problems: Problem[]): RawCloud {
  const nameOf = (key: string): string =>
    `${source.path}.${key}${source.place === undefined ? '' : ` in ${source.place}`}`;
  const cloud = merged(profileOf(own, nameOf('profile'), source, problems), own);
  const settings = new Map(settingsOf(cloud, nameOf));
  const auth = new Map<string, Setting>();
  // Older files have keys of auth beside it.
  for (const [key, setting] of settings) {
    if (authKeyOf(key) === undefined) continue;
    auth.set(key, setting);
    settings.delete(key);
  }
  const nested = settings.get('auth');
  settings.delete('auth');
  if (nested !== undefined && !isObject(nested.value)) {
    problems.push({ detail: `${nested.name} must be a mapping of keys such as auth_url and username.` });
  } else if (nested !== undefined && isObject(nested.value)) {
    for (const [key, setting] of settingsOf(nested.value, (each) => nameOf(`auth.${each}`)))
      auth.set(key, setting);
  }
  chooseRegion(settings, auth, own['regions'] !== undefined, source.region, problems);
  const raw = { label: source.label, auth, settings, nameOfAuth: (key: string) => nameOf(`auth.${key}`) };
  return { ...raw, auth: fillAddress(raw, problems) };
}

function noSuchCloud(name: string, files: CloudFiles): DroverError {
  const names = Object.keys(files.clouds).sort();
  if (files.path === undefined) {
    return new DroverError('openstack-config', {
      detail: `The cloud "${name}" is named, but there is no clouds.yaml.`,
      help: `Write one, or name it with OS_CLIENT_CONFIG_FILE. It was looked for at ${files.searched.join(', ')}.`,
    });
  }
  return new DroverError('openstack-config', {
    detail: `${files.path} describes no cloud "${name}".${didYouMean(name, names)}`,
    help: `It describes ${quotedList(names)}. Cloud names are written as they stand there.`,
  });
}

/** What the profile of a cloud brings: from clouds-public.yaml, else from the list of known providers. */
function profileOf(own: Mapping, keyName: string, source: MappingSource, problems: Problem[]): Mapping {
  const name = own['profile'] ?? own['cloud'];
  if (typeof name !== 'string' || name === '') return {};
  const { publicClouds } = source.files;
  const given = Object.hasOwn(publicClouds, name) ? publicClouds[name] : undefined;
  if (isObject(given)) return given;
  const vendor = Object.hasOwn(vendors, name) ? vendors[name] : undefined;
  if (vendor === undefined) {
    const known = [...Object.keys(publicClouds), ...Object.keys(vendors)];
    problems.push({
      detail: /^https?:/.test(name)
        ? `${keyName} is an address; profiles are not fetched.`
        : `${keyName} is "${name}", which nothing describes.${didYouMean(name, known)}`,
      help: 'Describe it in clouds-public.yaml, or put its auth_url and region_name into the cloud itself.',
    });
    return {};
  }
  const domains =
    vendor.defaultDomain === true ? { user_domain_name: 'Default', project_domain_name: 'Default' } : {};
  return {
    auth: { auth_url: vendor.authUrl, ...domains },
    ...(vendor.regions === undefined ? {} : { regions: vendor.regions }),
  };
}

/** Regions are names, or mappings with `name` and `values` that hold for that region. The first is taken if none is asked for. */
function chooseRegion(
  settings: Map<string, Setting>,
  auth: Map<string, Setting>,
  isOwnList: boolean,
  asked: string | undefined,
  problems: Problem[],
): void {
  const list = settings.get('regions');
  settings.delete('regions');
  const wanted = asked ?? textOf(settings.get('region_name')?.value);
  if (list === undefined) return;
  const regions = (Array.isArray(list.value) ? list.value : [list.value]).flatMap(regionOf);
  const names = regions.map(({ name }) => name);
  // A provider's list has the first region for no reason; one's own list has it on purpose, or only one.
  const chosen = wanted ?? (isOwnList || regions.length === 1 ? names[0] : undefined);
  if (chosen === undefined) return;
  const region = regions.find(({ name }) => name === chosen);
  if (region === undefined) {
    if (!isOwnList) return;
    problems.push({
      detail: `The region "${chosen}" is none of ${list.name}: ${quotedList(names)}.${didYouMean(chosen, names)}`,
      help: 'Name one of these, or add it to the list.',
    });
    return;
  }
  settings.set('region_name', { value: chosen, name: list.name });
  for (const [key, setting] of settingsOf(region.values, (each) => `${list.name} (${chosen}): ${each}`)) {
    if (key !== 'auth' || !isObject(setting.value)) settings.set(key, setting);
    else
      for (const [inner, value] of settingsOf(setting.value, (each) => `${setting.name}.${each}`))
        auth.set(inner, value);
  }
}

function regionOf(region: unknown): { readonly name: string; readonly values: Mapping }[] {
  if (typeof region === 'string') return [{ name: region, values: {} }];
  if (!isObject(region) || typeof region['name'] !== 'string') return [];
  return [{ name: region['name'], values: isObject(region['values']) ? region['values'] : {} }];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Puts the region and other settings into an address such as `https://{region_name}.cloud.example:5000`. */
function fillAddress(raw: RawCloud, problems: Problem[]): RawCloud['auth'] {
  const address = raw.auth.get('auth_url');
  if (address === undefined || typeof address.value !== 'string' || !address.value.includes('{'))
    return raw.auth;
  const value = address.value.replace(/\{(\w+)\}/g, (whole, key: string) => {
    const found = textOf(raw.settings.get(key)?.value);
    if (found !== undefined) return found;
    problems.push({
      detail: `${address.name} is ${address.value as string}, but ${key} is not set.`,
      help: `Set ${key} for this cloud.`,
    });
    return whole;
  });
  return new Map([...raw.auth, ['auth_url', { ...address, value }]]);
}
