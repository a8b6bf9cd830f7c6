import { useState } from 'react';
import { Button } from '../../../parts/button';
import { AddIcon, SecuredIcon } from 'tdesign-icons-react';
import { api, call } from '../../../api/client';
import { useMay } from '../../../api/session';
import type { ApiKey, MerchantDetail } from '../../../api/types';
import { useLoad } from '../../../api/use-load';
import { Empty } from '../../../parts/empty';
import { Loading } from '../../../parts/loading';
import { Pager } from '../../../parts/pager';
import { Panel } from '../../../parts/panel';
import { ProblemNotice } from '../../../parts/problem-notice';
import { useQueryParams } from '../../../parts/use-query-params';
import { useWords } from '../../../words/words';
import { CreateKey } from './create-key';
import { KeyReady, type MadeKey } from './key-ready';
import { RevokeKey } from './revoke-key';
import { RotateKey } from './rotate-key';
import { KeyTable } from './table';

type Doing = { kind: 'create' } | { kind: 'rotate' | 'revoke'; key: ApiKey };

export function KeysTab({ merchant }: { merchant: MerchantDetail }) {
  const { merchants, keys: words } = useWords();
  const { appid } = merchant;
  const operator = useMay('operator');
  const [{ ended, after }, setParams] = useQueryParams(['ended', 'after'] as const);
  const [doing, setDoing] = useState<Doing>();
  const [made, setMade] = useState<MadeKey>();
  const { data, problem, loading, reload } = useLoad(
    (signal) => {
      const query = { state: ended ? undefined : ('active' as const), after: after || undefined };
      return call(api.GET('/api/v1/merchants/{appid}/keys', { params: { path: { appid }, query }, signal }));
    },
    [appid, ended, after],
  );
  const close = () => setDoing(undefined);
  const show = (key: MadeKey) => {
    close();
    setMade(key);
    reload();
  };
  const create = operator && <Button icon={<AddIcon />} onClick={() => setDoing({ kind: 'create' })}>{words.create}</Button>;
  const none = data?.keys.length === 0;
  return (
    <Panel title={merchants.detail.tabs.keys} note={words.note} actions={!none && create} flush>
      {problem && <div className="panel__body"><ProblemNotice problem={problem} onRetry={reload} /></div>}
      {!data && loading && <Loading />}
      {data && (
        <>
          <KeyTable
            keys={data.keys}
            busy={loading}
            empty={<Empty icon={<SecuredIcon />} title={ended ? words.none : words.noneActive} hint={words.noneHint} action={create} />}
            onRotate={operator ? (key) => setDoing({ kind: 'rotate', key }) : undefined}
            onRevoke={operator ? (key) => setDoing({ kind: 'revoke', key }) : undefined}
          />
          <div className="pager">
            <Button variant="text" onClick={() => setParams({ ended: ended ? '' : '1' })}>
              {ended ? words.hideEnded : words.showEnded}
            </Button>
          </div>
          <Pager shown={data.keys.length} next={data.next} />
        </>
      )}
      {doing?.kind === 'create' && <CreateKey appid={appid} onMade={show} onClose={close} />}
      {doing?.kind === 'rotate' && <RotateKey old={doing.key} onMade={show} onClose={close} />}
      {doing?.kind === 'revoke' && <RevokeKey apiKey={doing.key} onDone={reload} onClose={close} />}
      {made && <KeyReady made={made} onClose={() => setMade(undefined)} />}
    </Panel>
  );
}
