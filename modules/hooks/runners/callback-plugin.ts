/** The name by which Ansible finds the plugin, and its file. */
export const CALLBACK_NAME = 'drover_events';

/**
 * A callback plugin of Ansible's: it tells what happens as `PlayEvent`s, a line of JSON each, on standard output.
 * `DROVER_LIFELINE` is a file descriptor that closes when drover is gone, however it ended: then nothing of the run stays.
 */
export const callbackPlugin = String.raw`
DOCUMENTATION = '''
name: drover_events
type: stdout
short_description: tells drover what happens
description: Writes a line of JSON for each event.
'''

import json
import os
import shutil
import signal
import threading
import time

from ansible.playbook.task_include import TaskInclude
from ansible.plugins.callback import CallbackBase


def of(result, name):
    # Newer releases have public names for what older ones have with an underscore only.
    return getattr(result, name) if hasattr(result, name) else getattr(result, '_' + name)


def text(value):
    return value if isinstance(value, str) else json.dumps(value, indent=4, sort_keys=True, default=str)


def difference(one):
    if 'prepared' in one:
        return {'before': '', 'after': text(one['prepared'])}
    found = {'before': text(one.get('before') or ''), 'after': text(one.get('after') or '')}
    for key, header in (('beforeHeader', 'before_header'), ('afterHeader', 'after_header')):
        if one.get(header):
            found[key] = text(one[header])
    return found


def end_with_drover():
    lifeline = int(os.environ['DROVER_LIFELINE'])
    try:
        while os.read(lifeline, 1):
            pass
    except OSError:
        pass
    for folder in os.environ.get('DROVER_FOLDERS', '').split(':'):
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
    os.killpg(os.getpgrp(), signal.SIGKILL)


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'stdout'
    CALLBACK_NAME = 'drover_events'

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.play = None
        self.begun = {}
        self.items = {}
        if os.environ.get('DROVER_LIFELINE'):
            threading.Thread(target=end_with_drover, daemon=True).start()

    def tell(self, kind, **event):
        line = json.dumps({'drover': dict(event, type=kind)}, default=str).encode() + b'\n'
        while line:
            line = line[os.write(1, line):]

    def task(self, task, handler=False):
        return {
            'key': str(task._uuid),
            'name': task.get_name().strip(),
            'action': str(task.action),
            'handler': handler or type(task).__name__ == 'Handler',
        }

    def outcome(self, result, status, ignored=False):
        task, host, fields = of(result, 'task'), of(result, 'host'), of(result, 'result')
        name = host.get_name()
        delegated = (fields.get('_ansible_delegated_vars') or {}).get('ansible_delegated_host')
        begun = self.begun.get((name, task._uuid))
        self._handle_warnings(fields)
        self._clean_results(fields, task.action)
        outcome = {
            'host': name,
            'status': status,
            'ignored': ignored,
            'result': json.loads(self._dump_results(fields), parse_constant=str),
            'durationMs': 0 if begun is None else (time.monotonic() - begun) * 1000,
        }
        if delegated and delegated != name:
            outcome['delegatedTo'] = delegated
        return outcome

    def result(self, result, status, ignored=False, rescued=False):
        task = of(result, 'task')
        if isinstance(task, TaskInclude) and status in ('ok', 'changed'):
            return
        outcome = self.outcome(result, status, ignored)
        if rescued:
            outcome['rescued'] = True
        self.tell('result', task=self.task(task), outcome=outcome, loop=bool(task.loop))

    def is_rescued(self, result):
        # Before it calls, the strategy has put a failure that is rescued into a variable of the host.
        task = of(result, 'task')
        variables = self.play.get_variable_manager().get_vars(
            play=self.play, host=of(result, 'host'), include_hostvars=False)
        failed = variables.get('ansible_failed_task') or {}
        if 'uuid' in failed:
            return failed['uuid'] == task._uuid
        return failed.get('name') == task.name and failed.get('action') == task.action and 'name' in failed

    def item(self, result, status):
        task, fields = of(result, 'task'), of(result, 'result')
        key = (of(result, 'host').get_name(), task._uuid)
        index = self.items[key] = self.items.get(key, -1) + 1
        label = text(self._get_item_label(fields))
        self.tell('item', task=self.task(task), outcome=self.outcome(result, status),
                  label=label, index=index, count=index + 1)

    def v2_playbook_on_play_start(self, play):
        self.play = play
        hosts = play.get_variable_manager()._inventory.get_hosts(play.hosts)
        self.tell('play-start', name=play.get_name().strip(), hosts=[host.get_name() for host in hosts])

    def v2_playbook_on_task_start(self, task, is_conditional):
        self.tell('task-start', task=self.task(task), hosts=[])

    def v2_playbook_on_cleanup_task_start(self, task):
        self.tell('task-start', task=self.task(task), hosts=[])

    def v2_playbook_on_handler_task_start(self, task):
        self.tell('task-start', task=self.task(task, True), hosts=[])

    def v2_runner_on_start(self, host, task):
        self.begun[(host.get_name(), task._uuid)] = time.monotonic()
        self.items.pop((host.get_name(), task._uuid), None)

    def v2_runner_on_ok(self, result):
        self.result(result, 'changed' if of(result, 'result').get('changed', False) else 'ok')

    def v2_runner_on_skipped(self, result):
        self.result(result, 'skipped')

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self.result(result, 'failed', bool(ignore_errors), not ignore_errors and self.is_rescued(result))

    def v2_runner_on_unreachable(self, result):
        self.result(result, 'unreachable', bool(of(result, 'task').ignore_unreachable))

    def v2_runner_item_on_ok(self, result):
        if not isinstance(of(result, 'task'), TaskInclude):
            self.item(result, 'changed' if of(result, 'result').get('changed', False) else 'ok')

    def v2_runner_item_on_failed(self, result):
        self.item(result, 'failed')

    def v2_runner_item_on_skipped(self, result):
        self.item(result, 'skipped')

    def v2_runner_retry(self, result):
        fields = of(result, 'result')
        left = int(fields.get('retries', 0)) - int(fields.get('attempts', 0))
        self.tell('retry', task=self.task(of(result, 'task')), host=of(result, 'host').get_name(),
                  left=left, outcome=self.outcome(result, 'failed'))

    def v2_playbook_on_include(self, included_file):
        self.tell('included', file=str(included_file._filename),
                  hosts=[host.get_name() for host in included_file._hosts])

    def v2_on_file_diff(self, result):
        fields = of(result, 'result')
        results = fields.get('results') if of(result, 'task').loop else [fields]
        for one in results or []:
            found = one.get('diff') or []
            diffs = [difference(each) for each in (found if isinstance(found, list) else [found]) if each]
            if diffs and one.get('changed', False):
                self.tell('diff', task=self.task(of(result, 'task')), host=of(result, 'host').get_name(),
                          diffs=diffs)
`.trimStart();
