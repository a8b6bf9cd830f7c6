import { useState } from 'react';
import { Button } from '../../../parts/button';
import { AddIcon, SecuredIcon } from 'tdesign-icons-react';
import { api, call } from '../../../api/client';
import { useMay } from '../../../api/session';
import type { ApiKey, MerchantDetail } from '../../../api/types';
import { useLoad } from '../../../api/use-load';
import { Empty } from '../../../parts/empty';
import { Loading } from '../../../parts/loading';
import { Panel } from '../../../parts/panel';
import { ProblemNotice } from '../../../parts/problem-notice';
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
  const [ended, setEnded] = useState(false);
  const [doing, setDoing] = useState<Doing>();
  const [made, setMade] = useState<MadeKey>();
  const { data, problem, loading, reload } = useLoad(
    (signal) => call(api.GET('/api/v1/merchants/{appid}/keys', { params: { path: { appid } }, signal })),
    [appid],
  );
  const close = () => setDoing(undefined);
  const show = (key: MadeKey) => {
    close();
    setMade(key);
    reload();
  };
  const create = operator && <Button icon={<AddIcon />} onClick={() => setDoing({ kind: 'create' })}>{words.create}</Button>;
  const all = data?.keys ?? [];
  const good = all.filter((key) => key.state === 'active');
  const shown = ended ? all : good;
  return (
    <Panel title={merchants.detail.tabs.keys} note={words.note} actions={all.length > 0 && create} flush>
      {problem && <div className="panel__body"><ProblemNotice problem={problem} onRetry={reload} /></div>}
      {!data && loading && <Loading />}
      {data && (
        <KeyTable
          keys={shown}
          busy={loading}
          empty={<Empty icon={<SecuredIcon />} title={words.none} hint={words.noneHint} action={create} />}
          onRotate={operator ? (key) => setDoing({ kind: 'rotate', key }) : undefined}
          onRevoke={operator ? (key) => setDoing({ kind: 'revoke', key }) : undefined}
        />
      )}
      {all.length > good.length && (
        <div className="pager">
          <Button variant="text" onClick={() => setEnded(!ended)}>
            {ended ? words.hideEnded : words.showEnded(all.length - good.length)}
          </Button>
        </div>
      )}
      {doing?.kind === 'create' && <CreateKey appid={appid} onMade={show} onClose={close} />}
      {doing?.kind === 'rotate' && <RotateKey old={doing.key} onMade={show} onClose={close} />}
      {doing?.kind === 'revoke' && <RevokeKey apiKey={doing.key} onDone={reload} onClose={close} />}
      {made && <KeyReady made={made} onClose={() => setMade(undefined)} />}
    </Panel>
  );
}
