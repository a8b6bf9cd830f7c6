import { useState } from 'react';
import { LinkIcon, LinkUnlinkIcon } from 'tdesign-icons-react';
import { Button } from '../../../parts/button';
import { CopyId } from '../../../parts/copy-id';
import { grouped } from '../../../parts/numbers';
import { StateTag, type Tone } from '../../../parts/tags';
import type { CheckedManifest, Hold } from '../../../proof/manifest';
import { useWords } from '../../../words/words';
import { shortHash } from '../format';
import { ManifestDetails } from './details';

const TONES: Record<Hold, Tone> = { signed: 'good', chained: 'good', failed: 'bad' };

// One link of the chain, and how it hangs on the one below it.
export function ManifestEntry({ one, skipped }: { one: CheckedManifest; skipped: number }) {
  const { manifests: words, proof } = useWords().audit;
  const [open, setOpen] = useState(false);
  const { manifest, told, hold, link, failures } = one;
  const records = manifest?.kinds.reduce((sum, [, n]) => sum + n, 0n);
  const broken = link === 'broken';
  return (
    <li className={hold === 'failed' ? 'chain__entry chain__entry--bad' : 'chain__entry'}>
      <div className="chain__card">
        <div className="chain__head">
          <h3>{told.day}</h3>
          <StateTag tone={TONES[hold]}>{words[hold]}</StateTag>
          {manifest && (
            <span className="quiet">
              {words.streams} {manifest.streams.length} · {words.records} {grouped(records ?? 0n)} · {words.merchants}{' '}
              {grouped(manifest.merchants)}
            </span>
          )}
          <span className="chain__hash">
            <CopyId text={one.sha256} short={shortHash(one.sha256)} />
          </span>
          <Button
            size="small"
            variant="text"
            theme="primary"
            aria-expanded={open}
            aria-label={`${open ? words.hide : words.details}: ${words.detailsOf(told.day)}`}
            onClick={() => setOpen(!open)}
          >
            {open ? words.hide : words.details}
          </Button>
        </div>
        {failures.length > 0 && hold === 'failed' && (
          <p className="proof-step__failure">{failures.map((failure) => proof.failure[failure]).join('; ')}</p>
        )}
        {open && <ManifestDetails one={one} />}
      </div>
      <p className={broken ? 'chain__link chain__link--broken' : 'chain__link'}>
        {broken ? <LinkUnlinkIcon /> : <LinkIcon />}
        {words.link[link]}
        {skipped > 0 && <span className="quiet">({words.skipped(skipped)})</span>}
      </p>
    </li>
  );
}
