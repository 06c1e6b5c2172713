import type { CloudReply, CloudRequest } from '../http/exchange.ts';
import type { Context } from './context.ts';
import known from './extensions.json' with { type: 'json' };

/** Aliases of every extension of a usual cloud of the Zed release. */
export const USUAL_EXTENSIONS: readonly string[] = known.map((extension) => extension.alias);

/** `GET /v2.0/extensions` */
export function listExtensions({ state }: Context): CloudReply {
  return { status: 200, body: { extensions: known.filter(({ alias }) => state.extensions.has(alias)) } };
}

/** `GET /v2.0/extensions/{alias}` */
export function showExtension(alias: string, request: CloudRequest, { state }: Context): CloudReply {
  const extension = known.find((each) => each.alias === alias);
  if (extension && state.extensions.has(alias)) return { status: 200, body: { extension } };
  const words = `Extension with alias ${alias} does not exist`;
  if (wantsJson(request)) {
    const message = `The resource could not be found.<br /><br />\n${words}\n\n`;
    return { status: 404, body: { message, code: '404 Not Found', title: 'Not Found' } };
  }
  return {
    status: 404,
    headers: { 'Content-Type': 'text/html; charset=UTF-8' },
    body: notFoundPage(words),
  };
}

/** Whether the client would rather have JSON than a page. */
export function wantsJson(request: CloudRequest): boolean {
  return request.headers.accept?.includes('application/json') === true;
}

/** The page for an address that no part of the service knows. */
export function notFoundPage(more = ''): string {
  return `<html>
 <head>
  <title>404 Not Found</title>
 </head>
 <body>
  <h1>404 Not Found</h1>
  The resource could not be found.<br /><br />
${more}


 </body>
</html>`;
}
