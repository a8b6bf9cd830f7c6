import { api, call } from '../../api/client';
import type { Account } from '../../api/types';
import { ConfirmDanger } from '../../parts/confirm-danger';
import { useToast } from '../../parts/toast';
import { useWords } from '../../words/words';
import type { FirstPassword } from './password-ready';

export interface Act {
  kind: 'disable' | 'enable' | 'password' | 'factor';
  account: Account;
}

interface Props {
  act: Act;
  onClose: () => void;
  onDone: () => void;
  onPassword: (password: FirstPassword) => void;
}

// Acts on somebody's account, each asked for with what it brings.
export function AccountActs({ act, onClose, onDone, onPassword }: Props) {
  const words = useWords().staff;
  const toast = useToast();
  const { name, version } = act.account;
  const path = { name };
  const change = (disabled: boolean) =>
    call(api.PATCH('/api/v1/staff/{name}', { params: { path, header: { 'If-Match': `"${version}"` } }, body: { disabled } }));
  const acts = {
    disable: { title: words.disableTitle(name), will: words.disableWill, confirm: words.disable, done: words.disabled, run: () => change(true) },
    enable: { title: words.enableTitle(name), will: words.enableWill, confirm: words.enable, done: words.enabled, run: () => change(false) },
    password: {
      title: words.resetPasswordTitle(name),
      will: words.resetPasswordWill,
      confirm: words.resetPassword,
      done: undefined,
      run: async () => {
        const { password } = await call(api.DELETE('/api/v1/staff/{name}/password', { params: { path } }));
        onPassword({ account: name, password, reset: true });
      },
    },
    factor: {
      title: words.resetFactorTitle(name),
      will: words.resetFactorWill,
      confirm: words.resetFactor,
      done: words.factorReset,
      run: () => call(api.DELETE('/api/v1/staff/{name}/totp', { params: { path } })),
    },
  };
  const { title, will, confirm, done, run } = acts[act.kind];
  return (
    <ConfirmDanger
      open
      title={title}
      consequences={will}
      confirm={confirm}
      theme={act.kind === 'enable' ? 'primary' : 'danger'}
      act={run}
      onDone={() => {
        if (done) toast(done);
        onDone();
      }}
      onClose={onClose}
    />
  );
}
