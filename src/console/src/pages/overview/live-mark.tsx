import { Time } from '../../parts/time';
import { useWords } from '../../words/words';

// Says that the page keeps itself up to date, and since when it does not.
export function LiveMark({ at, live }: { at: string; live: boolean }) {
  const words = useWords().overview;
  return (
    <span className={live ? 'live-mark live-mark--on' : 'live-mark'}>
      {live && words.live} <Time at={at} />
    </span>
  );
}
