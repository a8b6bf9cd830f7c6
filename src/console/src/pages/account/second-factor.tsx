import { useState } from 'react';
import { api, call } from '../../api/client';
import { useAccount, useSession } from '../../api/session';
import { useAction } from '../../api/use-action';
import { Button } from '../../parts/button';
import { ConfirmDanger } from '../../parts/confirm-danger';
import { Panel } from '../../parts/panel';
import { ProblemNotice } from '../../parts/problem-notice';
import { StateTag } from '../../parts/tags';
import { useToast } from '../../parts/toast';
import { useWords } from '../../words/words';
import { RecoveryCodes } from './recovery-codes';
import { SetUpFactor, type FactorSecret } from './set-up-factor';

export function SecondFactor() {
  const words = useWords().account.factor;
  const account = useAccount();
  const { ask } = useSession();
  const toast = useToast();
  const [secret, setSecret] = useState<FactorSecret>();
  const [codes, setCodes] = useState<string[]>();
  const [removing, setRemoving] = useState(false);
  const begin = useAction(async () => setSecret(await call(api.POST('/api/v1/me/totp'))));
  const on = account.second_factor;
  return (
    <Panel title={words.title} actions={<StateTag tone={on ? 'good' : 'warn'}>{on ? words.on : words.off}</StateTag>}>
      <div className="stack">
        <p>{on ? words.onText : words.offText}</p>
        <div className="row">
          <Button variant={on ? 'outline' : 'base'} loading={begin.busy} onClick={() => void begin.run()}>
            {on ? words.change : words.begin}
          </Button>
          {on && <Button variant="outline" theme="danger" onClick={() => setRemoving(true)}>{words.remove}</Button>}
        </div>
        <ProblemNotice problem={begin.problem} />
      </div>
      {secret && (
        <SetUpFactor
          secret={secret}
          onClose={() => setSecret(undefined)}
          onSet={(recovery) => {
            setSecret(undefined);
            setCodes(recovery);
          }}
        />
      )}
      {codes && (
        <RecoveryCodes
          codes={codes}
          account={account.name}
          onClose={() => {
            setCodes(undefined);
            toast(words.enabled);
            void ask();
          }}
        />
      )}
      <ConfirmDanger
        open={removing}
        title={words.removeTitle}
        consequences={words.removeWill}
        confirm={words.remove}
        ask={{ label: words.removePassword, required: true, type: 'password' }}
        act={(password) => call(api.DELETE('/api/v1/me/totp', { body: { password } }))}
        onDone={() => {
          toast(words.removed);
          void ask();
        }}
        onClose={() => setRemoving(false)}
      />
    </Panel>
  );
}
