import { isBound, useAccount } from '../../api/session';
import { SectionNav } from '../../parts/section-nav';
import { useWords } from '../../words/words';

export function MerchantsNav() {
  const { merchants: words } = useWords();
  // Invitations tell of merchants to come: nothing for whoever is bound to some that are there.
  const bound = isBound(useAccount());
  return (
    <SectionNav
      label={words.title}
      links={[
        { to: '/merchants', text: words.views.list },
        ...(bound ? [] : [{ to: '/invitations', text: words.views.invitations }]),
      ]}
    />
  );
}
