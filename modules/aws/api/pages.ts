/** All elements of a list, over any number of pages, by what the SDK itself knows of tokens. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { ServicePackage } from './clients.ts';
import { placed, type CallContext } from './errors.ts';

type Values = Readonly<Record<string, unknown>>;

export interface PagesParts {
  readonly parts: ServicePackage;
  readonly context: CallContext;
  readonly input: Values;
  /** One call, with its tries. */
  readonly call: (input: Values) => Promise<Values>;
}

/** The pages, one after the other, also those that the SDK knows no way through. Throws `aws-incomplete` when they go round in circles. */
export async function* pagesOf({ parts, context, input, call }: PagesParts): AsyncGenerator<Values> {
  const asked = new Set<string>();
  const once = (question: Values): Promise<Values> => {
    const text = JSON.stringify(question);
    if (asked.has(text))
      throw incomplete(context, 'it gives the same token for the next page again and again');
    asked.add(text);
    return call(question);
  };
  const paginator = parts.paginator(context.action);
  if (paginator === undefined) {
    yield* pagesByToken(input, once);
    return;
  }
  const client: object = Object.create(parts.Client.prototype as object) as object;
  // The paginator knows which field of the answer goes where in the next question; the calls are ours.
  Object.assign(client, {
    send: (command: { readonly input: Values }) => once({ ...command.input }),
  });
  // It writes the tokens into its input.
  yield* paginator({ client }, { ...input });
}

/** Services that came to have pages late (Direct Connect) call the token the same in the answer and in the question. */
async function* pagesByToken(
  input: Values,
  call: (question: Values) => Promise<Values>,
): AsyncGenerator<Values> {
  let token: Values = {};
  do {
    const page = await call({ ...input, ...token });
    yield page;
    token = Object.fromEntries(
      ['nextToken', 'NextToken'].flatMap((name) => (page[name] ? [[name, page[name]]] : [])),
    );
  } while (Object.keys(token).length > 0);
}

/** The elements of the list `key` of each page. */
export async function allOf(parts: PagesParts, key: string): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for await (const page of pagesOf(parts)) {
    const list = page[key];
    if (Array.isArray(list)) for (const element of list as readonly unknown[]) found.push(element);
  }
  return found;
}

export function incomplete(context: CallContext, why: string): DroverError {
  return new DroverError('aws-incomplete', {
    detail: `${placed(context)} does not give the whole list: ${why}.`,
    help: 'Without the whole list nothing can be decided. Try again, or ask for less.',
  });
}
