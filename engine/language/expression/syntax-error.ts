import { DroverError } from '../../diagnostics/drover-error.ts';

/** A template that cannot be read; `offset` is where in its source. */
export class TemplateSyntaxError extends DroverError {
  readonly offset: number;

  constructor(message: string, offset: number, help?: string) {
    super('template-syntax', {
      detail: message,
      help:
        help ??
        'Mend the expression; text in it stands in quotes, each bracket is closed, and a literal {{ or {% stands within {% raw %} and {% endraw %}.',
    });
    this.offset = offset;
  }
}
