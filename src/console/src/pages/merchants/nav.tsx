import { SectionNav } from '../../parts/section-nav';
import { useWords } from '../../words/words';

export function MerchantsNav() {
  const { merchants: words } = useWords();
  return (
    <SectionNav
      label={words.title}
      links={[
        { to: '/merchants', text: words.views.list },
        { to: '/invitations', text: words.views.invitations },
      ]}
    />
  );
}
