import { Link, useNavigate, useSearchParams } from 'react-router-dom';
import { ChevronDownIcon, ChevronUpIcon, JumpIcon } from 'tdesign-icons-react';
import { Overlay } from '../../../parts/overlay';
import { useWords } from '../../../words/words';
import type { Row } from '../search/results';
import { RecordSides } from './sides';
import { useRecord } from './use-record';

interface Props {
  id: string;
  rows: Row[];
  merchants: ReadonlyMap<string, string>;
  hrefOf: (id: string) => string;
  onClose: () => void;
}

// The record beside the table it was found in; the address keeps it open.
export function RecordDrawer({ id, rows, merchants, hrefOf, onClose }: Props) {
  const { record: words } = useWords().audit;
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const at = rows.findIndex((row) => row.found.id === id);
  const reading = useRecord(id, rows[at]?.found);
  const newer = rows[at - 1]?.found.id;
  const older = at < 0 ? undefined : rows[at + 1]?.found.id;
  const step = (to: string | undefined, label: string, icon: React.ReactNode) => (
    <button type="button" className="icon-button" aria-label={label} title={label} disabled={!to} onClick={() => to && navigate(hrefOf(to), { replace: true })}>
      {icon}
    </button>
  );
  return (
    <Overlay open kind="drawer" width={760} title={words.title} onClose={onClose}>
      <div className="record-line">
        <code>{id}</code>
        <span className="record-line__steps">
          {step(newer, words.newer, <ChevronUpIcon />)}
          {step(older, words.older, <ChevronDownIcon />)}
          <Link to={`/audit/records/${id}`} className="record-line__page">
            <JumpIcon /> {words.page}
          </Link>
        </span>
      </div>
      <RecordSides
        id={id}
        reading={reading}
        merchants={merchants}
        tab={params.get('tab')}
        onTab={(tab) =>
          setParams(
            (old) => {
              const next = new URLSearchParams(old);
              next.set('tab', tab);
              return next;
            },
            { replace: true },
          )
        }
      />
    </Overlay>
  );
}
