import type { CloudReply } from './exchange.ts';

/** Ends the work on a request: this is the answer. Whatever the request changed so far is undone. */
export class Refusal extends Error {
  readonly reply: CloudReply;

  constructor(reply: CloudReply, message: string) {
    super(message);
    this.name = 'Refusal';
    this.reply = reply;
  }
}

/** What `work` answers, or the reply of the refusal that ended it. */
export function replyOf(work: () => CloudReply): CloudReply {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    throw error;
  }
}
