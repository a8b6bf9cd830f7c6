import { useState } from 'react';
import { Button } from 'tdesign-react';
import { LinkIcon, LinkUnlinkIcon } from 'tdesign-icons-react';
import { CopyId } from '../../../parts/copy-id';
import { StateTag, type Tone } from '../../../parts/tags';
import { usePreferences } from '../../../prefs/preferences';
import type { CheckedManifest, Hold } from '../../../proof/manifest';
import { useWords } from '../../../words/words';
import { count, shortHash } from '../format';
import { ManifestDetails } from './details';

const TONES: Record<Hold, Tone> = { signed: 'good', chained: 'good', failed: 'bad' };

// One link of the chain, and how it hangs on the one below it.
export function ManifestEntry({ one, skipped }: { one: CheckedManifest; skipped: number }) {
  const { manifests: words, proof } = useWords().audit;
  const { language } = usePreferences();
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
              {words.streams} {manifest.streams.length} · {words.records} {count(records ?? 0n, language)} · {words.merchants}{' '}
              {count(manifest.merchants, language)}
            </span>
          )}
          <span className="chain__hash">
            <CopyId text={one.sha256} short={shortHash(one.sha256)} />
          </span>
          <Button size="small" variant="text" theme="primary" aria-expanded={open} aria-label={`${open ? words.hide : words.details}: ${words.detailsOf(told.day)}`} onClick={() => setOpen(!open)}>
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
