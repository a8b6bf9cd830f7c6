import { grouped } from '../../parts/numbers';
import { useWords } from '../../words/words';
import { placesOf } from './segment-places';

interface Props {
  application: string;
  start: bigint;
  end: bigint;
  index: bigint | undefined;
}

const WIDTH = 1000;

// The application's codes as a line, the activated segment on it, and the code that was asked for if its index is known.
export function Segment({ application, start, end, index }: Props) {
  const words = useWords().query.result;
  const places = placesOf(start, end, index);
  const x = (place: number) => place * WIDTH;
  const says = words.segmentSays(application, grouped(start), grouped(end));
  return (
    <figure className="segment">
      <svg viewBox={`-10 0 ${WIDTH + 20} 64`} role="img" aria-label={index === undefined ? says : `${says}. ${words.position(grouped(index))}`}>
        <line className="segment__line" x1="0" x2={x(0.93)} y1="40" y2="40" />
        <line className="segment__line segment__line--open" x1={x(0.93)} x2={WIDTH} y1="40" y2="40" />
        <line className="segment__line" x1="0" x2="0" y1="30" y2="50" />
        <rect className="segment__block" x={x(places.start)} width={Math.max(x(places.end) - x(places.start), 6)} y="29" height="22" rx="4" />
        {places.index !== undefined && (
          <g className="segment__code" transform={`translate(${x(places.index)} 0)`}>
            <path d="M0 26 l-8 -13 h16 z" />
            <line x1="0" x2="0" y1="26" y2="54" />
          </g>
        )}
      </svg>
      <figcaption>
        <span>code_start <code>{grouped(start)}</code></span>
        {index !== undefined && <strong>{words.position(grouped(index))}</strong>}
        <span>code_end <code>{grouped(end)}</code></span>
        {index === undefined && <span className="segment__note">{words.positionUnknown}</span>}
      </figcaption>
    </figure>
  );
}
