/** A form that a text has to have, and what to call it in a message. */
interface Form {
  readonly pattern: string;
  /** Ends the sentence “it is not …”. */
  readonly like: string;
}

const version = String.raw`(?:[=<>]|!=|>=|<=|~>)?\s*v?\d+(?:\.\d+){0,2}(?:-[0-9A-Za-z.-]+)?`;

/** The forms of the texts of discovery.yaml. Ids are as long as AWS or a stand-in for it makes them. */
export const forms = {
  account: { pattern: String.raw`^\d{12}$`, like: 'the twelve digits of an AWS account' },
  region: { pattern: String.raw`^[a-z]{2}(?:-[a-z]+)+-\d$`, like: 'a region such as us-east-1' },
  bucket: {
    pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
    like: 'the name of a bucket: 3 to 63 lower-case letters, digits, points and hyphens',
  },
  role: { pattern: String.raw`^[\w+=,.@-]{1,64}$`, like: 'the name of a role (no ARN, no path)' },
  constraint: {
    pattern: String.raw`^${version}(?:\s*,\s*${version})*$`,
    like: 'a version constraint of Terraform such as "~> 4.33"',
  },
  vpc: { pattern: '^vpc-[0-9a-f]+$', like: 'the id of a VPC, vpc-…' },
  routeTable: { pattern: '^rtb-[0-9a-f]+$', like: 'the id of a route table, rtb-…' },
  peering: { pattern: '^pcx-[0-9a-f]+$', like: 'the id of a peering, pcx-…' },
  transitGateway: { pattern: '^tgw-[0-9a-f]+$', like: 'the id of a transit gateway, tgw-…' },
  zone: { pattern: '^[a-z]$', like: 'the letter of a zone: a for us-east-1a' },
  gateway: { pattern: '^[^\\s]{1,50}$', like: 'a name of at most 50 characters, without spaces' },
  instance: { pattern: '^[a-z][a-z0-9-]*\\.[a-z0-9]+$', like: 'a type of instance such as t3.micro' },
} as const satisfies Readonly<Record<string, Form>>;

const words: ReadonlyMap<string, string> = new Map(
  Object.values(forms).map(({ pattern, like }) => [pattern, like]),
);

/** What a text of a pattern is like; the pattern itself for one that has no words. */
export function wordsOf(pattern: string): string {
  return words.get(pattern) ?? `of the form ${pattern}`;
}
