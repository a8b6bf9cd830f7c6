import { toBase64 } from '../../../proof/bytes';
import type { Hop } from '../../../proof/path';
import { useWords } from '../../../words/words';
import { shortHash } from '../format';

export function Sibling({ hop }: { hop: Hop }) {
  const { proof } = useWords().audit;
  const hash = toBase64(hop.sibling);
  return (
    <>
      <code title={hash}>{shortHash(hash)}</code>
      <small>{proof.recordsOf(String(hop.first), String(hop.last))}</small>
    </>
  );
}

// The way from the leaf up to the root: at each level the hash beside it, and what both give together.
export function Ladder({ hops }: { hops: Hop[] }) {
  const { proof } = useWords().audit;
  return (
    <div className="table-frame" tabIndex={0} role="region" aria-label={proof.ladder}>
      <table className="table ladder">
        <thead>
          <tr>
            <th scope="col" className="at-right">#</th>
            <th scope="col">{proof.left}</th>
            <th scope="col">{proof.right}</th>
            <th scope="col">{proof.value.computed}</th>
          </tr>
        </thead>
        <tbody>
          {hops.map((hop, i) => {
            const before = i === 0 ? undefined : toBase64(hops[i - 1]!.hash);
            const own = <span className="ladder__own" title={before}>{before ? shortHash(before) : proof.leaf}</span>;
            const hash = toBase64(hop.hash);
            return (
              <tr key={i}>
                <td className="at-right">{i + 1}</td>
                <td>{hop.side === 'left' ? <Sibling hop={hop} /> : own}</td>
                <td>{hop.side === 'right' ? <Sibling hop={hop} /> : own}</td>
                <td>
                  <code title={hash}>{shortHash(hash)}</code>
                  {i === hops.length - 1 && <small>{proof.root}</small>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
