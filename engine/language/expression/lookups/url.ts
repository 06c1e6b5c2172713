import { toJson } from '../convert.ts';
import { messageOf } from '../../../diagnostics/drover-error.ts';
import { templateError } from '../errors.ts';
import { linesOf } from '../filters/text/call-method.ts';
import type { FilterArguments } from '../filters/define.ts';
import { lookup, requireTerm, type LookupEntry } from './define.ts';

const passedOn = [
  'validate_certs',
  'use_proxy',
  'username',
  'password',
  'headers',
  'force',
  'timeout',
  'http_agent',
  'force_basic_auth',
  'follow_redirects',
  'unix_socket',
  'ca_path',
  'ciphers',
  'use_netrc',
];

/** `url`: the lines of what an address answers, or with split_lines=false all of it. */
export const urlLookup: LookupEntry = lookup('url', `split_lines ${passedOn.join(' ')}`, (terms, options) =>
  terms.flatMap((term) => {
    const body = fetchBody(requireTerm(term, 'url'), options);
    return options.flag('split_lines', true) ? linesOf(body) : [body];
  }),
);

function fetchBody(url: string, options: FilterArguments): string {
  const given = passedOn
    .filter((name) => options.has(name))
    .map((name) => [name, toJson(options.value(name))] as const);
  const { status, body } = attempt(url, () =>
    options.environment.ports.fetch(url, Object.fromEntries(given)),
  );
  if (status >= 400)
    throw templateError(
      `Received HTTP error for ${withoutPassword(url)} : HTTP Error ${status}`,
      'See what the server says of it.',
    );
  return body;
}

function attempt<T>(url: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw templateError(
      `Failed lookup url for ${withoutPassword(url)} : ${messageOf(error)}`,
      'See whether the address is right, and can be reached from here.',
    );
  }
}

function withoutPassword(url: string): string {
  return url.replace(/(\/\/[^/@:]*):[^/@]*@/, '$1@');
}
