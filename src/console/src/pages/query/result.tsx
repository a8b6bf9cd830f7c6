import { Link } from 'react-router-dom';
import type { TriedQuery } from '../../api/types';
import { CopyId } from '../../parts/copy-id';
import { Panel } from '../../parts/panel';
import { OutcomeTag } from '../../parts/tags';
import { wordFor } from '../../words/lookup';
import { useWords } from '../../words/words';
import { Activation } from './activation';
import { Exchange } from './exchange';
import type { Asked } from './form';

export function QueryResult({ asked, tried }: { asked: Asked; tried: TriedQuery }) {
  const { query, codes } = useWords();
  const words = query.result;
  const { outcome, active, problem, errcode, rid, record, line } = tried;
  const product = active && [active.product_title, active.activity_name].filter(Boolean).join(' · ');
  const heading = active
    ? words.active
    : outcome === 'inactive'
      ? words.inactive
      : (problem?.title ?? (problem && wordFor(codes.refusal, problem.code)) ?? words.unknown);
  return (
    <>
      <section className={`verdict verdict--${outcome}`}>
        <header>
          <h2>{heading}</h2>
          <OutcomeTag outcome={outcome} />
        </header>
        {product && <p>{product}</p>}
        {outcome === 'inactive' && <p>{words.inactiveText}</p>}
        {problem && <p>{problem.detail}</p>}
        <div className="verdict__facts">
          <div>{words.sent[tried.upstream_called]}</div>
          {problem && <div><code>{problem.code}</code></div>}
          {errcode !== undefined && errcode !== 0 && <div><code>{errcode}</code> {wordFor(codes.errcode, errcode)}</div>}
          {rid && <div>rid <CopyId text={rid} /></div>}
        </div>
      </section>
      {active && <Activation active={active} index={'code_index' in asked.selector ? asked.selector.code_index : undefined} />}
      <Panel title={words.exchange} note={words.exchangeNote}>
        <Exchange line={line} selector={asked.selector} />
      </Panel>
      <Panel title={words.record}>
        {record ? (
          <p className="row">
            <CopyId text={record} /> <Link to={`/audit/records/${record}`}>{words.openRecord}</Link>
          </p>
        ) : (
          <p className="quiet">{words.notDurable}</p>
        )}
      </Panel>
    </>
  );
}
