import { segmentsOf, type CloudReply, type CloudRequest } from './exchange.ts';

/** One line of a service's table: what answers a method at a path such as `/v3/projects/:project`. */
export interface Route<Context> {
  readonly method: string;
  readonly path: string;
  readonly handle: (context: Context, parameters: Readonly<Record<string, string>>) => CloudReply;
}

export type RouteMatch<Context> =
  | { readonly route: Route<Context>; readonly parameters: Readonly<Record<string, string>> }
  | 'no such path'
  | 'no such method';

interface Compiled<Context> {
  readonly route: Route<Context>;
  readonly parts: readonly string[];
}

/** A function that finds the route of a request; fixed words win over parameters. */
export function createRouter<Context>(
  routes: readonly Route<Context>[],
): (request: Pick<CloudRequest, 'method' | 'path'>) => RouteMatch<Context> {
  const compiled: Compiled<Context>[] = routes
    .map((route) => ({ route, parts: segmentsOf(route.path) }))
    .sort((a, b) => countParameters(a.parts) - countParameters(b.parts));
  return (request) => {
    const segments = segmentsOf(request.path);
    const here = compiled.flatMap(({ route, parts }) => {
      const parameters = matchParts(parts, segments);
      return parameters ? [{ route, parameters }] : [];
    });
    if (here.length === 0) return 'no such path';
    return here.find(({ route }) => route.method === request.method) ?? 'no such method';
  };
}

function countParameters(parts: readonly string[]): number {
  return parts.filter((part) => part.startsWith(':')).length;
}

function matchParts(
  parts: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  if (parts.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index]!;
    if (part.startsWith(':')) parameters[part.slice(1)] = segment;
    else if (part !== segment) return undefined;
  }
  return parameters;
}
