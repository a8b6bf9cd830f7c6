import type { TriedQuery } from '../../api/types';
import { grouped } from '../../parts/numbers';
import { Facts, Panel } from '../../parts/panel';
import { CopyId } from '../../parts/copy-id';
import { wordFor } from '../../words/lookup';
import { useWords } from '../../words/words';
import { Segment } from './segment';

type Active = NonNullable<TriedQuery['active']>;

const FIELDS = [
  'activity_name', 'product_brand', 'product_title', 'product_code', 'code', 'application_id', 'isv_application_id', 'wxa_appid', 'wxa_path', 'wxa_type',
] as const;
const IDS = new Set<string>(['code', 'application_id', 'isv_application_id', 'product_code', 'wxa_appid']);

export function Activation({ active, index }: { active: Active; index: string | undefined }) {
  const words = useWords().query.result;
  const { code_start, code_end } = active;
  const facts = FIELDS.filter((name) => active[name] !== undefined && active[name] !== '').map((name) => {
    const text = String(active[name]);
    const value = name === 'wxa_type' ? (wordFor(words.wxaTypes, text) ?? text) : IDS.has(name) ? <CopyId text={text} /> : text;
    return { name: words.fields[name], value };
  });
  const extra = Object.entries(active.extra ?? {}).map(([name, value]) => ({ name, value: typeof value === 'string' ? value : JSON.stringify(value) }));
  const bounded = code_start !== undefined && code_end !== undefined;
  const start = bounded ? BigInt(code_start) : 0n;
  const end = bounded ? BigInt(code_end) : 0n;
  return (
    <>
      {bounded && end >= start && (
        <Panel title={words.segment} note={words.segmentNote(grouped(end - start + 1n))}>
          <Segment application={String(active.application_id ?? '')} start={start} end={end} index={index === undefined ? undefined : BigInt(index)} />
        </Panel>
      )}
      <Panel title={words.product}>
        <Facts facts={[...facts, ...extra]} />
      </Panel>
    </>
  );
}
