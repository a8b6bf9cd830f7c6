import { toBase64 } from '../../../proof/bytes';
import type { Hash } from '../../../proof/hash';
import type { GrowthWalk } from '../../../proof/path';
import { useWords } from '../../../words/words';
import { shortHash } from '../format';
import { Sibling } from './ladder';

function Short({ hash, note }: { hash: Hash; note?: string | false | undefined }) {
  const text = toBase64(hash);
  return (
    <>
      <code title={text}>{shortHash(text)}</code>
      {note && <small>{note}</small>}
    </>
  );
}

// The way from what ends the earlier tree up to both roots: a hash to the left belongs to both trees, one to the right
// to the later alone.
export function GrowthLadder({ walk }: { walk: GrowthWalk }) {
  const { proof } = useWords().audit;
  const { growth } = proof;
  const last = walk.climbs.length - 1;
  const oldRoot = walk.climbs.map(({ side }) => side).lastIndexOf('left');
  const startNote = proof.recordsOf(String(walk.first), String(walk.last));
  return (
    <div className="table-frame" tabIndex={0} role="region" aria-label={growth.ladder}>
      <table className="table ladder">
        <thead>
          <tr>
            <th scope="col" className="at-right">#</th>
            <th scope="col">{growth.hash}</th>
            <th scope="col">{growth.oldTree}</th>
            <th scope="col">{growth.newTree}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <td className="at-right">0</td>
            <td>{startNote}</td>
            <td><Short hash={walk.start} note={oldRoot < 0 && proof.root} /></td>
            <td><Short hash={walk.start} note={last < 0 && proof.root} /></td>
          </tr>
          {walk.climbs.map((hop, i) => (
            <tr key={i}>
              <td className="at-right">{i + 1}</td>
              <td>
                <Sibling hop={hop} />
              </td>
              <td>{hop.side === 'left' ? <Short hash={hop.before} note={i === oldRoot && proof.root} /> : <span className="quiet">{growth.beyond}</span>}</td>
              <td><Short hash={hop.hash} note={i === last && proof.root} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
