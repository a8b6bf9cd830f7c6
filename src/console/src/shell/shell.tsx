// The frame around every page: navigation at the left, the account at the top, the page in the middle.
import { Suspense, useEffect, useRef } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import { LogoutIcon, UserCircleIcon } from 'tdesign-icons-react';
import { useSession } from '../api/session';
import { useAction } from '../api/use-action';
import { ErrorBoundary } from '../parts/error-boundary';
import { Loading } from '../parts/loading';
import { MenuButton } from '../parts/menu-button';
import { RoleTag } from '../parts/tags';
import logo from '../theme/favicon.svg';
import { useWords } from '../words/words';
import { AuditorBanner } from './auditor-banner';
import { Navigation } from './navigation';
import { Pages } from './routes';
import { Switches } from './switches';

function AccountMenu() {
  const { shell } = useWords();
  const { state, leave } = useSession();
  const navigate = useNavigate();
  const out = useAction(leave);
  if (state.kind !== 'in') return null;
  const { account } = state.session;
  return (
    <MenuButton
      label={`${shell.account}: ${account.full_name || account.name}`}
      face={<><UserCircleIcon /> {account.full_name || account.name}</>}
      head={
        <div className="menu__head">
          <code>{account.name}</code> <RoleTag role={account.role} />
        </div>
      }
      items={[
        { key: 'account', text: <><UserCircleIcon /> {shell.myAccount}</>, onSelect: () => navigate('/account') },
        { key: 'out', text: <><LogoutIcon /> {shell.logOut}</>, onSelect: () => void out.run() },
      ]}
    />
  );
}

export default function Shell() {
  const { shell } = useWords();
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const before = useRef(pathname);

  // A new page begins at its top, for eyes and for screen readers; what changes only the filters does not.
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [pathname]);

  return (
    <div className="shell">
      <a className="skip" href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>
        {shell.skip}
      </a>
      <aside className="shell__side">
        <div className="shell__brand">
          <img src={logo} alt="" width="28" height="28" />
          <span>{shell.product}</span>
        </div>
        <Navigation />
      </aside>
      <div className="shell__column">
        <header className="shell__top">
          <Switches />
          <AccountMenu />
        </header>
        <AuditorBanner />
        <main id="main" ref={main} tabIndex={-1}>
          <ErrorBoundary key={pathname}>
            <Suspense fallback={<Loading />}>
              <Pages />
            </Suspense>
          </ErrorBoundary>
        </main>
      </div>
    </div>
  );
}
