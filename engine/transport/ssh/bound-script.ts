/** How often the other side hears that drover is there, in milliseconds. */
export const beatMs = 15_000;

/** How many seconds a machine goes on without hearing from drover: a cable that was pulled is told by nobody. */
const patienceSeconds = 90;

/**
 * A script that runs `words` without an input, and ends its process group when the script's own input ends or is silent
 * for too long. sshd closes the input when the connection is lost. `$drover_g` is the group.
 */
export function boundScript(words: string, patience = patienceSeconds): string {
  const group = `-- "-$drover_g" 2>/dev/null`;
  const ends = [
    `drover_e(){ trap '' TERM;kill -s TERM ${group};drover_i=0`,
    'while kill -s 0 $drover_p 2>/dev/null&&[ $drover_i -lt 20 ];do sleep 0.1||sleep 1;drover_i=$((drover_i+1));done',
    `kill -s KILL ${group};}`,
  ].join(';');
  const waits = `drover_c(){ (sleep ${patience};drover_e)3<&-& drover_t=$!;}`;
  const watcher = `(${waits};drover_c;while read -r drover_b<&3;do kill $drover_t;drover_c;done;drover_e)>/dev/null 2>&1 &`;
  return [
    // What runs in the background of a shell has no input but what is handed to it by number.
    `exec 3<&0;${words} </dev/null 3<&- & drover_p=$!`,
    ends,
    `${watcher} exec 3<&- </dev/null`,
    // This shell outlives the program, so as to tell of its end, and takes what it left behind with it.
    'trap : TERM;wait $drover_p;drover_r=$?',
    'while kill -s 0 $drover_p 2>/dev/null;do wait $drover_p;drover_r=$?;done',
    `trap '' TERM;kill -s TERM ${group};trap - TERM`,
    '[ $drover_r -le 128 ]||[ $drover_r -gt 192 ]||kill -s "$(kill -l $drover_r)" $$',
    'exit $drover_r',
  ].join(';');
}
