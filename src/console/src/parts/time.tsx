import { usePreferences } from '../prefs/preferences';
import { LANGUAGE_TAG, useWords } from '../words/words';
import { localTime, relativeTime, utcTime, type Precision } from './time-text';

interface Props {
  at: string | undefined | null;
  // "3 minutes ago", with the whole time on hover.
  relative?: boolean;
  precision?: Precision;
  missing?: string;
}

export function Time({ at, relative, precision, missing = '–' }: Props) {
  const words = useWords();
  const { language } = usePreferences();
  if (!at) return <span className="quiet">{missing}</span>;
  const local = localTime(at, precision);
  const utc = words.common.utc(utcTime(at));
  return (
    <time className="time" dateTime={at} title={relative || precision ? `${localTime(at)}\n${utc}` : utc}>
      {relative ? relativeTime(at, LANGUAGE_TAG[language]) : local}
    </time>
  );
}
