/** A command with what it reads. */
export interface HiddenCommand {
  readonly command: readonly [string, ...string[]];
  readonly stdin: string;
}

/**
 * Some programs take secrets as arguments alone, which all who are on the machine can see. Those written in Python can be
 * told their arguments in words of their own: these come in through the standard input, as JSON. The program is run by
 * the interpreter that its first line names.
 */
const SCRIPT = `
program=/usr/sbin/$1
[ -x "$program" ] || program=$(command -v -- "$1") || { echo "$1 is not installed" >&2; exit 127; }
read -r first <"$program"
case $first in
  '#!'*python*) interpreter=\${first#'#!'} ;;
  *) echo "$program is no program of Python: its arguments cannot be hidden" >&2; exit 126 ;;
esac
exec $interpreter -c '
import json, runpy, sys
program = sys.argv[1]
sys.argv = [program] + json.load(sys.stdin)
runpy.run_path(program, run_name="__main__")
' "$program"
`;

/** Runs a program of the system that is written in Python, with arguments that nobody sees. */
export function withHiddenArguments(program: string, words: readonly string[]): HiddenCommand {
  return { command: ['sh', '-c', SCRIPT, 'sh', program], stdin: JSON.stringify(words) };
}
