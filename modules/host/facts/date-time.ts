import type { Collector } from './collector.ts';

/** The machine's clock, in its own time zone. */
export const dateTime: Collector = {
  subsets: ['date_time', 'min'],
  commands: {
    now: ['date', '+%Y|%m|%W|%d|%H|%M|%S|%s|%Z|%z|%A|%w|%B'],
    utc: ['date', '-u', '+%Y-%m-%dT%H:%M:%S|%N'],
  },
  parse: (reading) => {
    const [
      year = '',
      month = '',
      weeknumber = '',
      day = '',
      hour = '',
      minute = '',
      second = '',
      epoch = '',
      tz = '',
      offset = '',
      weekday = '',
      weekdayNumber = '',
    ] = (reading.output('now') ?? '').trim().split('|');
    const [utc = '', nanos = '000000000'] = (reading.output('utc') ?? '').trim().split('|');
    // date(1) of busybox knows no parts of seconds.
    const micros = /^\d+$/.test(nanos) ? nanos.slice(0, 6) : '000000';
    const compact = `${year}${month}${day}T${hour}${minute}${second}`;
    return {
      date_time: {
        year,
        month,
        weeknumber,
        day,
        hour,
        minute,
        second,
        epoch,
        tz,
        weekday,
        epoch_int: epoch,
        date: `${year}-${month}-${day}`,
        time: `${hour}:${minute}:${second}`,
        weekday_number: weekdayNumber,
        iso8601_micro: `${utc}.${micros}Z`,
        iso8601: `${utc}Z`,
        iso8601_basic: `${compact}${micros}`,
        iso8601_basic_short: compact,
        tz_dst: tz,
        tz_offset: offset,
      },
    };
  },
};
