import { report, type RequirementContext } from './requirement-context.ts';
import type { Source } from './requirement.ts';
import type { Field } from './yaml-fields.ts';

const howToWrite =
  'Write `verify: {keys: [ssh-ed25519 AAAA…]}`, with public keys of SSH or files of public keys (SSH, or GPG with armor).';

/**
 * `verify: {keys: […]}` of a role or a collection: the public keys that its commit or tag has to be signed with.
 * Undefined where there is no such field; `bad` where it cannot be read (reported).
 */
export function readVerify(
  fields: readonly Field[],
  source: Source,
  context: RequirementContext,
): readonly string[] | undefined | 'bad' {
  const field = fields.find(({ name }) => name === 'verify');
  if (field === undefined) return undefined;
  const refuse = (detail: string): 'bad' => {
    report(context, field.node, detail, howToWrite);
    return 'bad';
  };
  if (source.kind !== 'git')
    return refuse('Only what comes from Git is signed, so only there `verify` can be checked.');
  const { yaml } = context;
  const inner = field.node.kind === 'mapping' ? yaml.fields(field.node) : [];
  const list = inner.find(({ name }) => name === 'keys')?.node;
  if (list === undefined || inner.length !== 1)
    return refuse('`verify` is a mapping with `keys`, and nothing else.');
  const items = list.kind === 'sequence' ? list.items : [list];
  const keys: string[] = [];
  for (const item of items) {
    const text = yaml.text(item, 'A key');
    const found = text === undefined ? undefined : keysOf(text, context);
    if (found === undefined) return refuse(`“${text ?? ''}” is no public key, and no file of public keys.`);
    keys.push(...found);
  }
  return keys.length === 0 ? refuse('`keys` has no key, so nothing could be signed with one.') : keys;
}

const pgpStart = '-----BEGIN PGP PUBLIC KEY BLOCK-----';
const sshKey = /^(?:(?:sk-)?(?:ssh|ecdsa)-[\w.@-]+) [A-Za-z0-9+/=]{40,}(?: .*)?$/;

/** Whether a key is one of GPG. */
export function isPgpKey(key: string): boolean {
  return key.startsWith(pgpStart);
}

/** The keys of a text, or of the file that it names. */
function keysOf(written: string, { files, folder }: RequirementContext): readonly string[] | undefined {
  const own = keysIn(written);
  if (own !== undefined) return own;
  const path = files.find(written, folder);
  return files.type(path) === 'file' ? keysIn(files.read(path) ?? '') : undefined;
}

function keysIn(text: string): readonly string[] | undefined {
  const plain = text.trim();
  if (isPgpKey(plain)) return [plain];
  const lines = plain.split('\n').map((line) => line.trim());
  const keys = lines.filter((line) => line !== '' && !line.startsWith('#'));
  return keys.length > 0 && keys.every((key) => sshKey.test(key)) ? keys : undefined;
}
