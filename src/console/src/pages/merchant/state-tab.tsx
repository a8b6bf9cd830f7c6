import type { MerchantDetail } from '../../api/types';
import { Facts, Panel } from '../../parts/panel';
import { CopyId } from '../../parts/copy-id';
import { HealthTag, StateTag } from '../../parts/tags';
import { Time } from '../../parts/time';
import { wordFor } from '../../words/lookup';
import { useWords } from '../../words/words';

export function StateTab({ merchant }: { merchant: MerchantDetail }) {
  const { merchants, codes } = useWords();
  const words = merchants.detail;
  const { facts } = words;
  return (
    <div className="merchant-state">
      <div className="stack">
        <Panel
          title={words.authorization}
          actions={
            <StateTag tone={merchant.authorized ? 'good' : 'bad'}>{merchant.authorized ? words.isAuthorized : words.notAuthorized}</StateTag>
          }
        >
          <Facts
            facts={[
              { name: facts.company, value: merchant.company || '–' },
              { name: facts.kind, value: codes.accountKind[merchant.account_kind] },
              { name: facts.verified, value: merchant.verified ? words.isVerified : words.notVerified },
              { name: facts.userName, value: merchant.user_name ? <CopyId text={merchant.user_name} /> : '–' },
              { name: facts.times, value: words.nth(merchant.authorization) },
              { name: facts.authorizedAt, value: <Time at={merchant.authorized_at} /> },
              ...(merchant.unauthorized_at ? [{ name: facts.unauthorizedAt, value: <Time at={merchant.unauthorized_at} /> }] : []),
              { name: facts.created, value: <Time at={merchant.created_at} /> },
              { name: facts.read, value: <Time at={merchant.state_read_at} relative /> },
            ]}
          />
        </Panel>
        <TokenPanel token={merchant.token} />
      </div>
      <PermissionSets merchant={merchant} />
    </div>
  );
}

function TokenPanel({ token }: { token: MerchantDetail['token'] }) {
  const { merchants, codes } = useWords();
  const words = merchants.detail;
  const names = words.tokenFacts;
  const meaning = wordFor(codes.errcode, token.last_errcode);
  return (
    <Panel title={words.token} note={words.healthHint[token.health]} actions={<HealthTag health={token.health} />}>
      <Facts
        facts={[
          { name: names.expires, value: <Time at={token.expires_at} /> },
          ...(token.failing_since
            ? [
                { name: names.failing, value: <Time at={token.failing_since} /> },
                { name: names.failures, value: words.times(token.failures ?? 0) },
                {
                  name: names.errcode,
                  value: token.last_errcode === undefined ? names.noAnswer : <><code>{token.last_errcode}</code> {meaning}</>,
                },
              ]
            : []),
        ]}
      />
    </Panel>
  );
}

function PermissionSets({ merchant }: { merchant: MerchantDetail }) {
  const { merchants, codes } = useWords();
  const words = merchants.detail;
  const needed = merchant.permission_sets.find((set) => set.needed);
  const name = (id: number, given: string) => wordFor(codes.permissionSet, id) ?? (given || <span className="quiet">{words.unnamedSet}</span>);
  return (
    <Panel title={words.sets} note={words.setsNote}>
      <ul className="permission-sets">
        {!needed && (
          <li className="permission-sets__missing">
            <code>46</code>
            <span>{codes.permissionSet['46']}<small>{words.setMissing}</small></span>
          </li>
        )}
        {[...merchant.permission_sets]
          .sort((a, b) => Number(b.needed) - Number(a.needed) || a.id - b.id)
          .map((set) => (
            <li key={set.id} className={set.needed ? 'permission-sets__needed' : undefined}>
              <code>{set.id}</code>
              <span>{name(set.id, set.name)}</span>
              {set.needed && <StateTag tone="good">{words.needed}</StateTag>}
            </li>
          ))}
      </ul>
    </Panel>
  );
}
