/** A line below the output that tells what is under way. */
export interface LiveLine {
  /** What stands behind the title; further lines of it stand below. All are cut to the width of the terminal. */
  show(text: string): void;
  /** Takes the line away at once, before it returns: what is written next stands in its place. */
  end(): void;
}

/**
 * Draws a line with listr2, which is loaded with the first one. Whatever else is written to the terminal takes the
 * line away first and calls `onLost`, so that questions and messages stay whole.
 */
export async function openLiveLine(title: string, onLost: () => void): Promise<LiveLine> {
  const { DefaultRenderer, Listr, ListrLogger, ProcessOutput } = await import('listr2');
  let finish: () => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let isReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  let phase: 'loading' | 'drawn' | 'over' = 'loading';
  let isDrawing = false;
  let end: () => void = finish;
  const drawing = (draw: () => void): void => {
    isDrawing = true;
    try {
      draw();
    } finally {
      isDrawing = false;
    }
  };
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own stream again
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));

  // A process that is ended in the middle (a second Ctrl-C) leaves nothing behind either.
  const onExit = (): void => {
    end();
  };

  /* listr2 would keep what others write, and print it trimmed when the line goes. */
  class Output extends ProcessOutput {
    override hijack(): void {
      process.once('exit', onExit);
      for (const { stream, write } of streams) {
        stream.write = ((...written: Parameters<typeof write>) => {
          if (!isDrawing) {
            end();
            onLost();
          }
          return write.apply(stream, written);
        }) as typeof write;
      }
    }
    override release(): void {
      process.off('exit', onExit);
      for (const { stream, write } of streams) stream.write = write;
    }
  }

  /* listr2 takes its line away some turns of the event loop after the work is over: too late for what comes next. */
  class Renderer extends DefaultRenderer {
    override async render(): Promise<void> {
      end = () => {
        this.end();
      };
      await super.render();
      if (phase === 'over') this.takeAway();
      else phase = 'drawn';
      isReady();
    }
    override update(): void {
      if (phase !== 'drawn') return;
      drawing(() => {
        super.update();
      });
    }
    override end(): void {
      const before = phase;
      phase = 'over';
      if (before === 'drawn') this.takeAway();
      finish();
    }
    private takeAway(): void {
      drawing(() => {
        super.end();
      });
    }
  }

  let shown = '';
  let show: (text: string) => void = (text) => {
    shown = text;
  };
  const line = {
    title,
    task: (_context: unknown, task: { title?: string | undefined }): Promise<void> => {
      show = (text) => {
        task.title = text === '' ? title : `${title}  ${text}`;
      };
      show(shown);
      return over;
    },
  };
  const list = new Listr([line], {
    renderer: Renderer,
    rendererOptions: {
      clearOutput: true,
      formatOutput: 'truncate',
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- listr2's own logger has wider levels
      logger: new ListrLogger({ useIcons: true, processOutput: new Output() }),
    },
    registerSignalListeners: false,
  });

  void list.run();
  // Two lines at a time would take each other's writes for those of strangers.
  await ready;
  return {
    show: (text) => {
      show(text);
    },
    end: () => {
      end();
    },
  };
}
