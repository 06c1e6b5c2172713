import type { CloudReply, CloudRequest } from '../http/exchange.ts';

const MESSAGE = 'The resource could not be found.<br /><br />\n\n\n';

/** What stands where no route leads, in the form that the client takes. */
export function noRoute({ headers }: Pick<CloudRequest, 'headers'>): CloudReply {
  const accept = headers.accept ?? '*/*';
  const isHtml = accept.includes('text/html');
  if (!isHtml && /application\/(json|\*)/.test(accept)) {
    return { status: 404, body: { message: MESSAGE, code: '404 Not Found', title: 'Not Found' } };
  }
  if (isHtml || accept.includes('*/*')) {
    const head = '<html>\n <head>\n  <title>404 Not Found</title>\n </head>\n';
    return {
      status: 404,
      body: `${head} <body>\n  <h1>404 Not Found</h1>\n  ${MESSAGE}\n </body>\n</html>`,
    };
  }
  const text = '404 Not Found\n\nThe resource could not be found.\n\n   ';
  return { status: 404, headers: { 'Content-Type': 'text/plain; charset=UTF-8' }, body: text };
}
