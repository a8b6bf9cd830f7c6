import { NavLink } from 'react-router-dom';
import {
  BookOpenIcon, DashboardIcon, FileSafetyIcon, QrcodeIcon, SettingIcon, ShopIcon, UsergroupIcon,
} from 'tdesign-icons-react';
import { useMay } from '../api/session';
import { useWords } from '../words/words';

export function Navigation() {
  const { shell } = useWords();
  const admin = useMay('admin');
  const operator = useMay('operator');
  const pages = [
    { to: '/', text: shell.nav.overview, icon: <DashboardIcon /> },
    { to: '/merchants', text: shell.nav.merchants, icon: <ShopIcon /> },
    ...(operator ? [{ to: '/query', text: shell.nav.query, icon: <QrcodeIcon /> }] : []),
    { to: '/audit', text: shell.nav.audit, icon: <FileSafetyIcon /> },
    { to: '/reference', text: shell.nav.reference, icon: <BookOpenIcon /> },
    ...(admin ? [{ to: '/staff', text: shell.nav.staff, icon: <UsergroupIcon /> }] : []),
    { to: '/settings', text: shell.nav.settings, icon: <SettingIcon /> },
  ];
  return (
    <nav className="navigation" aria-label={shell.navigation}>
      {pages.map((page) => (
        <NavLink key={page.to} to={page.to} end={page.to === '/'} title={page.text}>
          {page.icon}
          <span>{page.text}</span>
        </NavLink>
      ))}
    </nav>
  );
}
