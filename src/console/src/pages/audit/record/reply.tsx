import { useState } from 'react';
import { CopyBlock } from '../../../parts/copy-id';
import { Empty } from '../../../parts/empty';
import { Facts } from '../../../parts/panel';
import { pretty, textAt, tryJson } from '../../../proof/line';
import { useWords } from '../../../words/words';
import type { RecordView } from './line-view';

// What WeChat answered: formatted where it is JSON, and as it came.
export function ReplySide({ view }: { view: RecordView }) {
  const { record } = useWords().audit;
  const [raw, setRaw] = useState(false);
  const { reply } = view;
  if (reply === undefined) return <Empty title={record.noReply} hint={record.noReplyHint} />;
  if (typeof reply !== 'string') {
    return (
      <div className="stack">
        <p className="audit-note">{record.replyDigest}</p>
        <Facts
          facts={[
            { name: record.bytes, value: textAt(reply, 'bytes') },
            { name: 'SHA-256', value: <code>{textAt(reply, 'sha256')}</code> },
          ]}
        />
      </div>
    );
  }
  const value = tryJson(reply);
  const text = raw || value === undefined ? reply : pretty(value);
  return (
    <div className="stack">
      {value !== undefined && (
        <div className="row" role="group" aria-label={record.replyView}>
          {[false, true].map((as) => (
            <button key={String(as)} type="button" className="range__button" aria-pressed={raw === as} onClick={() => setRaw(as)}>
              {as ? record.raw : record.pretty}
            </button>
          ))}
        </div>
      )}
      <CopyBlock text={text} what={record.tab.reply} />
    </div>
  );
}
