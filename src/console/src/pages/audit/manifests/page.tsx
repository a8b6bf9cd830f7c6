import { isBound, useAccount } from '../../../api/session';
import { Button } from '../../../parts/button';
import { Empty } from '../../../parts/empty';
import { Loading } from '../../../parts/loading';
import { Panel } from '../../../parts/panel';
import { ProblemNotice } from '../../../parts/problem-notice';
import { StateTag } from '../../../parts/tags';
import { useWords } from '../../../words/words';
import { daysBetween } from '../days';
import { AuditFrame } from '../frame';
import { Notice } from '../notice';
import { TrustedKey } from '../proof/trusted-key';
import { useLogKeys } from '../proof/use-log-keys';
import { ManifestEntry } from './entry';
import { useManifests } from './use-manifests';

export function ManifestsPage() {
  const words = useWords().audit.manifests;
  const bound = isBound(useAccount());
  return <AuditFrame description={words.description}>{bound ? <Empty title={words.bound} /> : <Manifests />}</AuditFrame>;
}

function Manifests() {
  const { audit } = useWords();
  const words = audit.manifests;
  const log = useLogKeys();
  const { checked, complete, problem, busy, more } = useManifests(log.keys);
  const bad = checked.filter(({ hold, link }) => hold === 'failed' || link === 'broken').length;
  const newest = checked[0];
  const oldest = checked.at(-1);
  return (
    <>
      <ProblemNotice problem={problem} onRetry={more} />
      {log.failure && <Notice tone="bad">{audit.proof.failure[log.failure]}</Notice>}
      <Panel
        title={words.chain}
        note={newest && oldest && words.summary(checked.length, oldest.told.day, newest.told.day)}
        actions={
          newest && !log.loading && (
            <>
              <StateTag tone={bad > 0 ? 'bad' : log.own ? 'good' : 'info'}>{bad > 0 ? words.someBad(bad) : words.allGood}</StateTag>
              <span className="quiet">
                {audit.proof.trustUsing}: {log.own ? audit.proof.trustTitle : audit.proof.toldUsing}
              </span>
            </>
          )
        }
      >
        {busy && !newest && <Loading />}
        {!busy && !newest && !problem && <Empty title={words.empty} hint={words.emptyHint} />}
        <ol className="chain">
          {checked.map((one, i) => {
            const before = checked[i + 1];
            const skipped = before ? daysBetween(before.told.day, one.told.day) - 1 : 0;
            return <ManifestEntry key={one.told.day} one={one} skipped={skipped} />;
          })}
        </ol>
        {newest && (
          <div className="table-foot">
            {complete ? (
              <span className="quiet">{words.oldest}</span>
            ) : (
              <Button variant="outline" loading={busy} onClick={more}>
                {words.older}
              </Button>
            )}
          </div>
        )}
      </Panel>
      <TrustedKey />
    </>
  );
}
