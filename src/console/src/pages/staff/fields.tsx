// The fields that making and changing an account share.
import type { Role } from '../../api/types';
import { linesOf } from '../../parts/addresses';
import { Field } from '../../parts/field';
import { Select, TextArea, TextInput } from '../../parts/text-input';
import { useWords, type Words } from '../../words/words';

export interface Draft {
  fullName: string;
  role: Role;
  merchants: string;
  firstDay: string;
  lastDay: string;
  endsAt: string;
}

const ROLES: Role[] = ['operator', 'auditor', 'admin'];
const APPID = /^wx[0-9a-zA-Z]{16}$/;

export interface Wrong {
  merchants?: string;
  days?: string;
}

export function wrongOf(draft: Draft, words: Words['staff']['form']): Wrong {
  if (draft.role !== 'auditor') return {};
  const odd = linesOf(draft.merchants).find((line) => !APPID.test(line));
  return {
    merchants: odd === undefined ? undefined : words.merchantWrong(odd),
    days: draft.firstDay && draft.lastDay && draft.lastDay < draft.firstDay ? words.daysWrong : undefined,
  };
}

// The end of an account is the end of its last day, in the user's zone; empty takes the end away.
export const endOf = (day: string): string => (day ? new Date(`${day}T23:59:59`).toISOString() : '');

interface Props {
  draft: Draft;
  set: (patch: Partial<Draft>) => void;
  wrong: Wrong;
}

export function AccountFields({ draft, set, wrong }: Props) {
  const { staff, common } = useWords();
  const words = staff.form;
  return (
    <>
      <Field label={words.fullName} required={false}>
        {(props) => <TextInput {...props} value={draft.fullName} onChange={(fullName) => set({ fullName })} autoComplete="off" />}
      </Field>
      <Field label={words.role} hint={staff.roleHint[draft.role]}>
        {(props) => (
          <Select {...props} value={draft.role} onChange={(role) => set({ role })} options={ROLES.map((value) => ({ value, text: common.role[value] }))} />
        )}
      </Field>
      {draft.role === 'auditor' && (
        <>
          <Field label={words.merchants} hint={words.merchantsHint} error={wrong.merchants} required={false}>
            {(props) => <TextArea {...props} className="mono" rows={3} spellCheck={false} value={draft.merchants} onChange={(merchants) => set({ merchants })} />}
          </Field>
          <div className="form__pair">
            <Field label={words.firstDay} required={false} hint={words.daysHint}>
              {(props) => <TextInput {...props} type="date" value={draft.firstDay} onChange={(firstDay) => set({ firstDay })} />}
            </Field>
            <Field label={words.lastDay} required={false} error={wrong.days}>
              {(props) => <TextInput {...props} type="date" value={draft.lastDay} onChange={(lastDay) => set({ lastDay })} />}
            </Field>
          </div>
        </>
      )}
      <Field label={words.endsAt} hint={words.endsAtHint} required={false}>
        {(props) => <TextInput {...props} type="date" value={draft.endsAt} onChange={(endsAt) => set({ endsAt })} />}
      </Field>
    </>
  );
}
